"""Makes the weights anew from Q and K.

Caught by: attend_backward, attend_backward_many, attend_backward_agrees, attention_gradients_learns
"""


def attend_backward(
    dM: np.ndarray, Q: np.ndarray, K: np.ndarray, V: np.ndarray, A: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    scores = np.where(np.tri(Q.shape[1], dtype=bool), Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[2]), -np.inf)
    A = np.exp(scores)
    A = A / A.sum(axis=2, keepdims=True)
    dA = dM @ V.transpose(0, 2, 1)
    mixed = (dA * A).sum(axis=2, keepdims=True)
    dscores = A * (dA - mixed) / np.sqrt(Q.shape[2])
    dQ = dscores @ K
    dK = dscores.transpose(0, 2, 1) @ Q
    dV = A.transpose(0, 2, 1) @ dM
    return dQ, dK, dV
