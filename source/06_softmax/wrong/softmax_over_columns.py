"""Normalizes down the columns, over the examples in place of the classes.

Hint: 2
Caught by: softmax, softmax_extremes, softmax_arguments, softmax_shift, forward, forward_dropout, forward_predict,
forward_arguments, forward_refuses, forward_agrees, loss_and_gradients, loss_and_gradients_first_loss,
loss_and_gradients_weights, loss_and_gradients_numerical, loss_and_gradients_dropout, loss_and_gradients_agrees,
loss_and_gradients_overfit, fit, fit_continues, fit_agrees, fit_spiral
"""


def softmax(Z):
    Z = as_table("Z", Z)
    E = np.exp(Z - Z.max(axis=0, keepdims=True))
    return E / E.sum(axis=0, keepdims=True)
