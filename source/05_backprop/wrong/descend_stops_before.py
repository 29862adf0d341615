"""Ends before the short step, which should still be taken.

Hint: 3
Caught by: descend_stops, descend_agrees
"""


def descend(gradient, theta, lr, shortest=0.0, most=1000):
    theta = as_array("theta", theta, "d")
    path = [theta]
    for _ in range(most):
        step = lr * gradient(path[-1])
        if np.linalg.norm(step) < shortest:
            break
        path.append(path[-1] - step)
    return np.array(path)
