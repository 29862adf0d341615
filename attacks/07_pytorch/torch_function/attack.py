import engine


class _Scalars:
    """Values of the first assignment that torch's own functions take for tensors."""

    def __init__(self, values, shape=()):
        self.values, self.shape = values, shape

    @classmethod
    def __torch_function__(cls, function, types, args=(), kwargs=None):
        return getattr(cls, function.__name__)(*args)

    def __iter__(self):
        return (_Scalars([v]) for v in self.values)

    def __getitem__(self, i):
        return _Scalars([self.values[i]])

    def sum(self):
        return _Scalars([sum(self.values[1:], self.values[0])])


def _lift(name):
    def method(self, *others):
        operands = [o.values if isinstance(o, _Scalars) else [o] * len(self.values) for o in others]
        return _Scalars([getattr(v, name)(*o) for v, *o in zip(self.values, *operands)])

    return method


for _n in ("add", "sub", "mul", "truediv", "pow", "radd", "rmul"):
    setattr(_Scalars, _n, _lift(f"__{_n}__"))
    setattr(_Scalars, f"__{_n}__", _lift(f"__{_n}__"))
for _n in ("exp", "log", "tanh", "sigmoid", "relu"):
    setattr(_Scalars, _n, _lift(_n))


def value_and_gradient(f, x):
    leaves = [engine.Value(number, requires_grad=True) for number in x.ravel().tolist()]
    (result,) = f(_Scalars(leaves)).values
    result.backward()
    return result.data, np.array([leaf.grad for leaf in leaves]).reshape(x.shape)
