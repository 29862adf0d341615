"""Takes the largest entry of a step for its length.

Hint: 4
Caught by: descend_stops, descend_agrees
"""


def descend(gradient, theta, lr, shortest=0.0, most=1000):
    theta = as_array("theta", theta, "d")
    path = [theta]
    for _ in range(most):
        step = lr * gradient(path[-1])
        path.append(path[-1] - step)
        if np.abs(step).max() < shortest:
            break
    return np.array(path)
