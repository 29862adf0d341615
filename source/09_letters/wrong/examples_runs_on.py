"""Lets the end of one name stand before the next.

Caught by: examples, examples_agrees
"""


def examples(names: list[str], context: int) -> tuple[np.ndarray, np.ndarray]:
    require(context >= 1, "context", context, "at least 1")
    before, following = [], []
    numbers = [0] * context
    for name in names:
        numbers += encode(name) + [0]
    for place in range(context, len(numbers)):
        before.append(numbers[place - context : place])
        following.append(numbers[place])
    return np.array(before), np.array(following)
