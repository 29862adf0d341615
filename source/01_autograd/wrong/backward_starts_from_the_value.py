"""Starts from the value of the result, not from 1.

Caught by: backward_sum_and_negation, backward_chain, backward_node_used_twice, backward_diamond, backward_constants,
    backward_twice, mul_toy_graph, arithmetic_difference, arithmetic_quotient, pow_derivative, exp_derivative,
    log_derivative, tanh_derivative, tanh_neuron, sigmoid_derivative, relu_derivative, descent_toy_graph,
    backward_random_graph, backward_long_chain, backward_without_gradients, mul_agrees, arithmetic_agrees, pow_agrees,
    pow_at_zero, exp_agrees, log_agrees, tanh_agrees, tanh_extremes, sigmoid_agrees, sigmoid_exact, relu_agrees,
    descent_agrees
"""


class Value:
    def backward(self) -> None:
        order = self.nodes()
        for node in order:
            if node._operands:
                node.grad = 0.0
        if self.requires_grad:
            self.grad = self.data
        for node in reversed(order):
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                if operand.requires_grad:
                    operand.grad += node.grad * derivative
