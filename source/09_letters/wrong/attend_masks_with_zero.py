"""Sets the scores of later places to 0.

Hint: 2
Caught by: attend, attend_causal, attend_large, attend_agrees, attention_forward, attention_forward_agrees,
attention_gradients_numerical, attention_gradients_agrees, attention_gradients_learns
"""


def attend(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    t, d = Q.shape[1:]
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(d)
    scores = np.where(np.tri(t, dtype=bool), scores, 0.0)
    E = np.exp(scores - scores.max(axis=2, keepdims=True))
    A = E / E.sum(axis=2, keepdims=True)
    return A @ V, A
