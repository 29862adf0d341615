"""Refuses a name that just fits.

Hint: 3
Caught by: name_rows, name_rows_refuses, name_rows_agrees, attention_gradients_learns
"""


def name_rows(names: list[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    X = np.zeros((len(names), length), dtype=int)
    Y = np.zeros((len(names), length), dtype=int)
    for i, name in enumerate(names):
        letters = encode(name)
        require(len(letters) < length - 1, "length", length, f"above {len(letters)}, the letters of {name!r}")
        X[i, 1 : len(letters) + 1] = letters
        Y[i, : len(letters)] = letters
    return X, Y
