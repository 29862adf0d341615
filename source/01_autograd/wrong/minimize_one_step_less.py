"""Takes one step less.

Caught by: minimize, minimize_asks, minimize_agrees
"""


def minimize(f, start, lr, n_steps):
    x = Value(start, requires_grad=True)
    visited = [x.data]
    for _ in range(n_steps - 1):
        y = f(x)
        y.zero_grad()
        y.backward()
        y.optimize(lr)
        visited.append(x.data)
    return visited
