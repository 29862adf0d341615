"""Looks at the sign of the gradient in place of that of Z.

Hint: 2
Caught by: relu_backward, relu_backward_zero, relu_backward_agrees, loss_and_gradients, loss_and_gradients_numerical,
loss_and_gradients_dropout, loss_and_gradients_agrees, loss_and_gradients_overfit, fit, fit_continues, fit_agrees,
fit_spiral
"""


def relu_backward(dH, Z):
    require(np.shape(dH) == np.shape(Z), "dH.shape", np.shape(dH), f"{np.shape(Z)}, that of Z")
    return dH * (dH > 0.0)
