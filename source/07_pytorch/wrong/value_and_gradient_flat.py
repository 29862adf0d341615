"""Gives the gradient as one long row, whatever the shape of x.

Caught by: value_and_gradient_shape
"""


def value_and_gradient(f, x):
    leaf = torch.tensor(x, dtype=torch.float64, requires_grad=True)
    result = f(leaf)
    result.backward()
    return result.item(), leaf.grad.numpy().ravel()
