"""Lines the slopes up by columns and the numbers by rows.

Caught by: embed_backward, embed_backward_axes, embed_backward_agrees, mlp_agrees, attention_gradients_numerical,
attention_gradients_agrees
"""


def embed_backward(dF: np.ndarray, X: np.ndarray, n_symbols: int) -> np.ndarray:
    require(dF.shape[:-1] == X.shape, "dF.shape", dF.shape, f"that of X, {X.shape}, and one more axis")
    dE = np.zeros((n_symbols, dF.shape[-1]))
    rows = np.swapaxes(dF, 0, -2).reshape(-1, dF.shape[-1])
    for symbol, slopes in zip(X.ravel(), rows, strict=True):
        dE[symbol] += slopes
    return dE
