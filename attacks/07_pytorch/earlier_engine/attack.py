import engine


def value_and_gradient(f, x):
    leaves = [engine.Value(number, requires_grad=True) for number in x.ravel().tolist()]
    result = f(leaves)
    result.backward()
    return result.data, np.array([leaf.grad for leaf in leaves]).reshape(x.shape)
