"""Subtracts the plain mean of the slopes.

Hint: 3
Caught by: attend_backward, attend_backward_many, attend_backward_agrees, attention_gradients_numerical,
attention_gradients_agrees, attention_gradients_learns
"""


def attend_backward(
    dM: np.ndarray, Q: np.ndarray, K: np.ndarray, V: np.ndarray, A: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    dA = dM @ V.transpose(0, 2, 1)
    mixed = dA.mean(axis=2, keepdims=True)
    dscores = A * (dA - mixed) / np.sqrt(Q.shape[2])
    dQ = dscores @ K
    dK = dscores.transpose(0, 2, 1) @ Q
    dV = A.transpose(0, 2, 1) @ dM
    return dQ, dK, dV
