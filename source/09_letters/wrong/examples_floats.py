"""Returns floats.

Caught by: examples, mlp_learns
"""


def examples(names: list[str], context: int) -> tuple[np.ndarray, np.ndarray]:
    require(context >= 1, "context", context, "at least 1")
    before, following = [], []
    for name in names:
        numbers = [0] * context + encode(name) + [0]
        for place in range(context, len(numbers)):
            before.append(numbers[place - context : place])
            following.append(numbers[place])
    return np.array(before, dtype=float), np.array(following, dtype=float)
