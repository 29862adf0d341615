"""Makes H anew from Z.

Hint: 2
Caught by: readout_backward, readout_backward_parts, readout_backward_agrees
"""


def readout_backward(done: Readout, y: np.ndarray, A: np.ndarray, params: Arrays) -> tuple[np.ndarray, Arrays]:
    dlogits = cross_entropy_backward(done.P, y)
    dH = dlogits @ params["W2"].T
    dZ = relu_backward(dH, done.Z)
    gradients = {"W1": A.T @ dZ, "b1": dZ.sum(axis=0)}
    gradients |= {"W2": relu(done.Z).T @ dlogits, "b2": dlogits.sum(axis=0)}
    return dZ @ params["W1"].T, gradients
