"""Halves.

Caught by: area_by_hand, area_of_doubled_sides
"""


class Rectangle:
    def area(self) -> float:
        return self.height * self.width / 2
