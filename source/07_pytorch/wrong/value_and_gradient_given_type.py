"""Computes in the type of x, which is float32 if that is.

Caught by: value_and_gradient_precision
"""


def value_and_gradient(f, x):
    leaf = torch.tensor(x, requires_grad=True)
    result = f(leaf)
    result.backward()
    return result.item(), leaf.grad.numpy()
