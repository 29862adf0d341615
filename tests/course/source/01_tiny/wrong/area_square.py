"""Takes one side.

Caught by: area_by_hand
"""


class Rectangle:
    def area(self) -> float:
        return self.height * self.height
