"""Draws without making the probabilities add up to 1.

Hint: 2
Caught by: invent_temperature, invent_agrees
"""


def invent(model: Any, rng: np.random.Generator, start: str = "", longest: int = 25, temperature: float = 1.0) -> str:
    require(temperature > 0.0, "temperature", temperature, "above 0")
    numbers = [0] + encode(start)
    while len(numbers) <= longest:
        p = model.next_proba(numbers) ** (1.0 / temperature)
        drawn = int(rng.choice(len(p), p=p))
        if drawn == 0:
            break
        numbers.append(drawn)
    return decode(numbers[1:])
