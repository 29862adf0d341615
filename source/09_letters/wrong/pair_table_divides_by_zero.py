"""Divides by 0 where nothing is known of a symbol.

Hint: 3
Caught by: pair_table_unknown, pair_table_agrees
"""


def pair_table(x: np.ndarray, y: np.ndarray, n_symbols: int, extra: float = 1.0) -> np.ndarray:
    require(extra >= 0.0, "extra", extra, "at least 0")
    counts = np.full((n_symbols, n_symbols), float(extra))
    for first, second in zip(x, y, strict=True):
        counts[first, second] += 1.0
    return counts / counts.sum(axis=1, keepdims=True)
