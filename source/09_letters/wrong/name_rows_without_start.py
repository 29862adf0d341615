"""Begins X with the first letter.

Caught by: name_rows, name_rows_refuses, name_rows_agrees, attention_gradients_learns
"""


def name_rows(names: list[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    X = np.zeros((len(names), length), dtype=int)
    Y = np.zeros((len(names), length), dtype=int)
    for i, name in enumerate(names):
        letters = encode(name)
        require(len(letters) < length, "length", length, f"above {len(letters)}, the letters of {name!r}")
        X[i, : len(letters)] = letters
        Y[i, : len(letters)] = letters
    return X, Y
