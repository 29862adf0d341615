"""Adds up the surprises so far.

Caught by: surprise, surprise_agrees
"""


def surprise(model: Any, name: str) -> np.ndarray:
    numbers = [0] + encode(name) + [0]
    nats = np.zeros(len(name) + 1)
    for place in range(len(nats)):
        p = model.next_proba(numbers[: place + 1])
        nats[place] = nats[place - 1] - np.log(p[numbers[place + 1]])
    return nats
