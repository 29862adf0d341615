"""Leaves the end of each name out.

Hint: 2
Caught by: examples, examples_context, examples_agrees, mlp_learns
"""


def examples(names: list[str], context: int) -> tuple[np.ndarray, np.ndarray]:
    require(context >= 1, "context", context, "at least 1")
    before, following = [], []
    for name in names:
        numbers = [0] * context + encode(name)
        for place in range(context, len(numbers)):
            before.append(numbers[place - context : place])
            following.append(numbers[place])
    return np.array(before), np.array(following)
