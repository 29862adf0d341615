"""Ends where the gradient is short, not the step.

Hint: 4
Caught by: descend_stops, descend_agrees
"""


def descend(gradient, theta, lr, shortest=0.0, most=1000):
    theta = as_array("theta", theta, "d")
    path = [theta]
    for _ in range(most):
        gradient_here = gradient(path[-1])
        path.append(path[-1] - lr * gradient_here)
        if np.linalg.norm(gradient_here) < shortest:
            break
    return np.array(path)
