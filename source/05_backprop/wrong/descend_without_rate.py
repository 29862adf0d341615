"""Leaves out the learning rate.

Caught by: descend, descend_stops, descend_arguments, descend_agrees
"""


def descend(gradient, theta, lr, shortest=0.0, most=1000):
    theta = as_array("theta", theta, "d")
    path = [theta]
    for _ in range(most):
        step = gradient(path[-1])
        path.append(path[-1] - step)
        if np.linalg.norm(step) < shortest:
            break
    return np.array(path)
