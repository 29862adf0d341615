"""Forgets to say that gradients of x are wanted.

Hint: 2
Caught by: value_and_gradient, value_and_gradient_shape, value_and_gradient_precision, value_and_gradient_arguments,
value_and_gradient_engine
"""


def value_and_gradient(f, x):
    leaf = torch.tensor(x, dtype=torch.float64)
    result = f(leaf)
    result.backward()
    return result.item(), leaf.grad.numpy()
