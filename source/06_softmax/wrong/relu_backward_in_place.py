"""Sets entries of the gradient that it was given to 0.

Caught by: relu_backward_arguments
"""


def relu_backward(dH, Z):
    require(np.shape(dH) == np.shape(Z), "dH.shape", np.shape(dH), f"{np.shape(Z)}, that of Z")
    dH[Z <= 0.0] = 0.0
    return dH
