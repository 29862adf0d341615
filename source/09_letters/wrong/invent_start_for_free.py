"""Does not count the start as part of the name.

Caught by: invent_start, invent_agrees
"""


def invent(model: Any, rng: np.random.Generator, start: str = "", longest: int = 25, temperature: float = 1.0) -> str:
    require(temperature > 0.0, "temperature", temperature, "above 0")
    numbers = [0] + encode(start)
    while len(numbers) <= longest + len(start):
        p = model.next_proba(numbers) ** (1.0 / temperature)
        drawn = int(rng.choice(len(p), p=p / p.sum()))
        if drawn == 0:
            break
        numbers.append(drawn)
    return decode(numbers[1:])
