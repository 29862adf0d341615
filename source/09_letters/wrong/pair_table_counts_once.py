"""Counts a pair once, however often it comes up.

Hint: 2
Caught by: pair_table, pair_table_extra, pair_table_agrees
"""


def pair_table(x: np.ndarray, y: np.ndarray, n_symbols: int, extra: float = 1.0) -> np.ndarray:
    require(extra >= 0.0, "extra", extra, "at least 0")
    counts = np.full((n_symbols, n_symbols), float(extra))
    counts[x, y] += 1.0
    unknown = counts.sum(axis=1) == 0.0
    counts[unknown] = 1.0
    return counts / counts.sum(axis=1, keepdims=True)
