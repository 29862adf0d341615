"""Forgets that the loss is a mean.

Caught by: readout_backward_parts, readout_backward_agrees, mlp_agrees, attention_gradients_numerical,
attention_gradients_agrees
"""


def readout_backward(done: Readout, y: np.ndarray, A: np.ndarray, params: Arrays) -> tuple[np.ndarray, Arrays]:
    dlogits = len(y) * cross_entropy_backward(done.P, y)
    dH = dlogits @ params["W2"].T
    dZ = relu_backward(dH, done.Z)
    gradients = {"W1": A.T @ dZ, "b1": dZ.sum(axis=0)}
    gradients |= {"W2": done.H.T @ dlogits, "b2": dlogits.sum(axis=0)}
    return dZ @ params["W1"].T, gradients
