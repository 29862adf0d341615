"""Halves x in place, and doubles the leaf again.

Caught by: value_and_gradient_arguments
"""


def value_and_gradient(f, x):
    x /= 2.0
    leaf = (2.0 * torch.tensor(x, dtype=torch.float64)).requires_grad_()
    result = f(leaf)
    result.backward()
    return result.item(), leaf.grad.numpy()
