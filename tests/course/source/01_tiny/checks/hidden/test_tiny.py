"""Hidden checks."""


def test_double_agrees(agree, rng):
    """double agrees with the reference on secret numbers."""

    def probe(tiny, xs) -> list[float]:
        return [tiny.double(x) for x in xs]

    agree(probe, rng.uniform(-9, 9, 4).tolist())


def test_area_of_doubled_sides(student, rng):
    """A rectangle with doubled sides has four times the area."""

    def probe(tiny, side) -> float:
        return tiny.Rectangle(tiny.double(side), tiny.double(side)).area()

    side = float(rng.uniform(1, 9))
    area = student(probe, side)
    assert abs(area - 4 * side * side) < 1e-9 * area, f"the area is {area}"
