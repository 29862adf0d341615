"""Leaves out the chain rule: adds an operation's own derivative, not multiplied by the gradient of its result.

Caught by: backward_chain, backward_diamond, mul_toy_graph, arithmetic_quotient, tanh_neuron, descent_toy_graph,
    backward_random_graph, backward_long_chain, mul_agrees, arithmetic_agrees, pow_agrees, exp_agrees, log_agrees,
    tanh_agrees, sigmoid_agrees, relu_agrees
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
