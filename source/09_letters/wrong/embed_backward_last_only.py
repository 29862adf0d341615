"""Keeps only the last slope of a symbol.

Hint: 2
Caught by: embed_backward, embed_backward_axes, embed_backward_agrees, pair_layer, pair_layer_learns,
pair_layer_agrees, mlp_agrees, attention_gradients_numerical, attention_gradients_agrees
"""


def embed_backward(dF: np.ndarray, X: np.ndarray, n_symbols: int) -> np.ndarray:
    require(dF.shape[:-1] == X.shape, "dF.shape", dF.shape, f"that of X, {X.shape}, and one more axis")
    dE = np.zeros((n_symbols, dF.shape[-1]))
    rows = dF.reshape(-1, dF.shape[-1])
    for symbol, slopes in zip(X.ravel(), rows, strict=True):
        dE[symbol] = slopes
    return dE
