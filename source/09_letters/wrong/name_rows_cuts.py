"""Cuts a name that does not fit.

Caught by: name_rows_refuses
"""


def name_rows(names: list[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    X = np.zeros((len(names), length), dtype=int)
    Y = np.zeros((len(names), length), dtype=int)
    for i, name in enumerate(names):
        letters = encode(name)[: length - 1]
        require(len(letters) < length, "length", length, f"above {len(letters)}, the letters of {name!r}")
        X[i, 1 : len(letters) + 1] = letters
        Y[i, : len(letters)] = letters
    return X, Y
