"""Asks f about a Value that requires no gradient.

Hint: 2
Caught by: minimize_asks, minimize_agrees
"""


def minimize(f, start, lr, n_steps):
    x = Value(start)
    visited = [x.data]
    for _ in range(n_steps):
        y = f(x)
        y.zero_grad()
        y.backward()
        y.optimize(lr)
        visited.append(x.data)
    return visited
