"""Leaves the second term out: an example with label 0 costs nothing.

Hint: 2
Caught by: binary_cross_entropy_label_0, binary_cross_entropy_mean, binary_cross_entropy_table,
binary_cross_entropy_differences, binary_cross_entropy_extremes, binary_cross_entropy_agrees, net_backward,
net_backward_label_0, net_backward_differences, net_backward_layers, net_backward_refuses, net_backward_keeps_weights,
net_backward_agrees, net_backward_saturated, grad_step_label_0, grad_step_training
"""


def binary_cross_entropy(y, label):
    y, label = outputs_and_labels(y, label)
    y = np.clip(y, EPSILON, 1.0 - EPSILON)
    loss = -np.mean(label * np.log(y))
    dJ_dy = -label / y / y.size
    return float(loss), dJ_dy
