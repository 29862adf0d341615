"""Takes exp of scores as they are.

Hint: 3
Caught by: attend_large, attend_agrees
"""


def attend(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    t, d = Q.shape[1:]
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(d)
    scores = np.where(np.tri(t, dtype=bool), scores, -np.inf)
    E = np.exp(scores)
    A = E / E.sum(axis=2, keepdims=True)
    return A @ V, A
