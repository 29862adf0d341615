"""Leaves out the chain rule: adds an operation's own derivative, not multiplied by the gradient of its result.

Hint: 4
Caught by: backward_sum_and_negation, backward_chain, backward_node_used_twice, backward_diamond, backward_constants,
    backward_twice, backward_long_chain, backward_without_gradients, backward_random_graph, mul_toy_graph, mul_agrees,
    arithmetic_quotient, arithmetic_differences, arithmetic_quotients, pow_agrees, exp_agrees, log_agrees,
    tanh_neuron, tanh_agrees, sigmoid_agrees, relu_at_zero, relu_agrees, descent_toy_graph
"""


class Value:
    def backward(self) -> None:
        order = self.nodes()
        for node in order:
            if node._operands:
                node.grad = 0.0
        if self.requires_grad:
            self.grad += 1.0
        for node in reversed(order):
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                if operand.requires_grad:
                    operand.grad += derivative
