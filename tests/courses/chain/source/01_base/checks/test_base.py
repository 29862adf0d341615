"""Public checks."""


def test_scale_by_hand(student):
    """scale of [1, 2] by 3 is [3, 6]."""

    def probe(base) -> list[float]:
        return base.scale([1.0, 2.0], 3.0)

    assert student(probe) == [3.0, 6.0]
