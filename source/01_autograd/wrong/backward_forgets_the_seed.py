"""Forgets that the derivative of the result with respect to itself is 1, so that zeros are passed on.

Hint: 3
Caught by: backward_sum_and_negation, backward_chain, backward_node_used_twice, backward_diamond, backward_constants,
    backward_twice, backward_long_chain, backward_without_gradients, backward_random_graph, mul_toy_graph, mul_agrees,
    arithmetic_difference, arithmetic_number_minus, arithmetic_quotient, arithmetic_number_over,
    arithmetic_differences, arithmetic_quotients, pow_derivative, pow_at_zero, pow_agrees, exp_derivative, exp_agrees,
    log_derivative, log_agrees, tanh_derivative, tanh_extremes, tanh_neuron, tanh_agrees, sigmoid_derivative,
    sigmoid_exact, sigmoid_agrees, relu_derivative, relu_at_zero, relu_agrees, descent_toy_graph, descent_agrees
"""


class Value:
    def backward(self) -> None:
        order = self.nodes()
        for node in order:
            if node._operands:
                node.grad = 0.0
        for node in reversed(order):
            for operand, derivative in zip(node._operands, node._derivatives, strict=True):
                if operand.requires_grad:
                    operand.grad += node.grad * derivative
