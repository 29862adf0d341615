"""Never sets the gradients back.

Hint: 3
Caught by: minimize, minimize_asks, minimize_agrees
"""


def minimize(f, start, lr, n_steps):
    x = Value(start, requires_grad=True)
    visited = [x.data]
    for _ in range(n_steps):
        y = f(x)
        y.backward()
        y.optimize(lr)
        visited.append(x.data)
    return visited
