"""Puts names at the right end of their rows.

Caught by: name_rows, name_rows_refuses, name_rows_agrees
"""


def name_rows(names: list[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    X = np.zeros((len(names), length), dtype=int)
    Y = np.zeros((len(names), length), dtype=int)
    for i, name in enumerate(names):
        letters = encode(name)
        require(len(letters) < length, "length", length, f"above {len(letters)}, the letters of {name!r}")
        X[i, length - len(letters) :] = letters
        Y[i, length - len(letters) - 1 : length - 1] = letters
    return X, Y
