"""Does not clip: an output of exactly 0 or 1 gives infinity or nan.

Hint: 2
Caught by: binary_cross_entropy_arguments, binary_cross_entropy_extremes, net_backward_saturated
"""


def binary_cross_entropy(y, label):
    y, label = outputs_and_labels(y, label)
    loss = -np.mean(label * np.log(y) + (1.0 - label) * np.log(1.0 - y))
    dJ_dy = ((1.0 - label) / (1.0 - y) - label / y) / y.size
    return float(loss), dJ_dy
