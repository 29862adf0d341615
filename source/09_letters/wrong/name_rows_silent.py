"""Does not say which name is too long.

Caught by: name_rows_refuses
"""


def name_rows(names: list[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    X = np.zeros((len(names), length), dtype=int)
    Y = np.zeros((len(names), length), dtype=int)
    for i, name in enumerate(names):
        letters = encode(name)
        require(len(letters) < length, "length", length, f"above {len(letters)}, the letters of a name")
        X[i, 1 : len(letters) + 1] = letters
        Y[i, : len(letters)] = letters
    return X, Y
