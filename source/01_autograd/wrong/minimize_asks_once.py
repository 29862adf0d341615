"""Asks f only once, before the first step.

Caught by: minimize, minimize_asks, minimize_agrees
"""


def minimize(f, start, lr, n_steps):
    x = Value(start, requires_grad=True)
    visited = [x.data]
    y = f(x)
    for _ in range(n_steps):
        y.zero_grad()
        y.backward()
        y.optimize(lr)
        visited.append(x.data)
    return visited
