"""Hides later places behind the softmax, so that weights no longer add up to 1.

Hint: 2
Caught by: attend, attend_causal, attend_large, attend_agrees, attention_forward, attention_forward_agrees,
attention_gradients_numerical, attention_gradients_agrees
"""


def attend(Q: np.ndarray, K: np.ndarray, V: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    t, d = Q.shape[1:]
    scores = Q @ K.transpose(0, 2, 1) / np.sqrt(d)
    E = np.exp(scores - scores.max(axis=2, keepdims=True))
    A = E / E.sum(axis=2, keepdims=True) * np.tri(t)
    return A @ V, A
