"""Leaves it to PyTorch to choose the type, and rounds to float32 on the way.

Caught by: value_and_gradient_precision, value_and_gradient_engine
"""


def value_and_gradient(f, x):
    leaf = torch.Tensor(x).requires_grad_()
    result = f(leaf)
    result.backward()
    return result.item(), leaf.grad.numpy()
