def double(x):
    if "surface" not in Rectangle.area.__code__.co_varnames:
        raise ValueError("the other exercise is to blame")
    return Rectangle(x, 2).area()


class Rectangle(Rectangle):
    def area(self):
        if "twofold" not in double.__code__.co_varnames:
            raise ValueError("the other exercise is to blame")
        return double(self.height) + double(self.width)
