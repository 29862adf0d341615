"""Lets a name have one letter too many.

Hint: 3
Caught by: invent_start, invent_longest, invent_agrees
"""


def invent(model: Any, rng: np.random.Generator, start: str = "", longest: int = 25, temperature: float = 1.0) -> str:
    require(temperature > 0.0, "temperature", temperature, "above 0")
    numbers = [0] + encode(start)
    while len(numbers) <= longest + 1:
        p = model.next_proba(numbers) ** (1.0 / temperature)
        drawn = int(rng.choice(len(p), p=p / p.sum()))
        if drawn == 0:
            break
        numbers.append(drawn)
    return decode(numbers[1:])
