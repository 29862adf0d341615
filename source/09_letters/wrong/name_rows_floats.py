"""Makes tables of floats.

Hint: 2
Caught by: name_rows, attention_gradients_learns
"""


def name_rows(names: list[str], length: int) -> tuple[np.ndarray, np.ndarray]:
    X = np.zeros((len(names), length))
    Y = np.zeros((len(names), length))
    for i, name in enumerate(names):
        letters = encode(name)
        require(len(letters) < length, "length", length, f"above {len(letters)}, the letters of {name!r}")
        X[i, 1 : len(letters) + 1] = letters
        Y[i, : len(letters)] = letters
    return X, Y
