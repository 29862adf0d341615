"""Puts a single 0 before a name, and leaves out places that have no full context.

Hint: 2
Caught by: examples, examples_context, examples_agrees
"""


def examples(names: list[str], context: int) -> tuple[np.ndarray, np.ndarray]:
    require(context >= 1, "context", context, "at least 1")
    before, following = [], []
    for name in names:
        numbers = [0] + encode(name) + [0]
        for place in range(context, len(numbers)):
            before.append(numbers[place - context : place])
            following.append(numbers[place])
    return np.array(before), np.array(following)
