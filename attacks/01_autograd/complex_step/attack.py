import cmath

STEP = 1e-20


def sigmoid(z):
    e = cmath.exp(z if z.real < 0 else -z)
    return e / (1 + e) if z.real < 0 else 1 / (1 + e)


def method(f):
    return lambda self: _record(f(complex(self.data)).real, "", (self,), (f(complex(self.data, STEP)).imag / STEP,))


Value.exp, Value.tanh, Value.sigmoid = map(method, (cmath.exp, cmath.tanh, sigmoid))
