"""Leaves the start out of the list.

Hint: 4
Caught by: minimize, minimize_asks, minimize_agrees
"""


def minimize(f, start, lr, n_steps):
    x = Value(start, requires_grad=True)
    visited = []
    for _ in range(n_steps):
        y = f(x)
        y.zero_grad()
        y.backward()
        y.optimize(lr)
        visited.append(x.data)
    return visited
