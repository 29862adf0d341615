"""Moves the weights that it was given, in their own array.

Hint: 2
Caught by: descend, descend_stops, descend_arguments, descend_agrees
"""


def descend(gradient, theta, lr, shortest=0.0, most=1000):
    theta = as_array("theta", theta, "d")
    path = [theta]
    for _ in range(most):
        step = lr * gradient(theta)
        theta -= step
        path.append(theta)
        if np.linalg.norm(step) < shortest:
            break
    return np.array(path)
