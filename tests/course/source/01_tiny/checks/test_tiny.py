"""Public checks."""

from autograder import approx


def test_double_by_hand(student):
    """double of 3 is 6."""

    def probe(tiny, x) -> float:
        return tiny.double(x)

    assert student(probe, 3.0) == approx(6.0)


def test_area_by_hand(student):
    """A rectangle of 2 by 3 has the area 6."""

    def probe(tiny, height, width) -> float:
        return tiny.Rectangle(height, width).area()

    assert student(probe, 2.0, 3.0) == approx(6.0, mistakes={"the circumference": 10.0})
