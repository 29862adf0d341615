"""Ends at a step of just the length that is still long enough.

Caught by: descend_stops
"""


def descend(gradient, theta, lr, shortest=0.0, most=1000):
    theta = as_array("theta", theta, "d")
    path = [theta]
    for _ in range(most):
        step = lr * gradient(path[-1])
        path.append(path[-1] - step)
        if np.linalg.norm(step) <= shortest:
            break
    return np.array(path)
