"""Leaves the end of the name out.

Hint: 2
Caught by: surprise, surprise_agrees
"""


def surprise(model: Any, name: str) -> np.ndarray:
    numbers = [0] + encode(name) + [0]
    nats = np.zeros(len(name))
    for place in range(len(name)):
        p = model.next_proba(numbers[: place + 1])
        nats[place] = -np.log(p[numbers[place + 1]])
    return nats
