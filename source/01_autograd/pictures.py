"""Asks a student's engine for what its feedback page draws."""


def graph_shared(engine) -> object:
    """The graph of tanh(a b + a), in which a is used twice. Each box has its value and its gradient."""
    a = engine.Value(2.0, requires_grad=True, label="a")
    b = engine.Value(-1.2, requires_grad=True, label="b")
    root = (a * b + a).tanh()
    root.backward()
    return root


def graph_functions(engine) -> object:
    """The graph of sigmoid(x) exp(y) + log(y) ** 2."""
    x = engine.Value(0.8, requires_grad=True, label="x")
    y = engine.Value(1.5, requires_grad=True, label="y")
    root = x.sigmoid() * y.exp() + y.log() ** 2
    root.backward()
    return root
