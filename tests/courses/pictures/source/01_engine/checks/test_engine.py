"""Public checks."""


def test_square_of_two(student):
    """The square of 2 is 4."""

    def probe(engine) -> float:
        return engine.Value(2.0).square().data

    assert student(probe) == 4.0
