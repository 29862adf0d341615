"""Subtracts the second term of the loss, which should be added.

Caught by: binary_cross_entropy_label_0, binary_cross_entropy_mean, binary_cross_entropy_table,
binary_cross_entropy_differences, binary_cross_entropy_extremes, binary_cross_entropy_agrees, net_backward,
net_backward_label_0, net_backward_differences, net_backward_layers, net_backward_refuses, net_backward_keeps_weights,
net_backward_agrees, net_backward_saturated
"""


def binary_cross_entropy(y, label):
    y, label = outputs_and_labels(y, label)
    y = np.clip(y, EPSILON, 1.0 - EPSILON)
    loss = -np.mean(label * np.log(y) - (1.0 - label) * np.log(1.0 - y))
    dJ_dy = ((1.0 - label) / (1.0 - y) - label / y) / y.size
    return float(loss), dJ_dy
