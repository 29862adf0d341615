def double(x):
    return Rectangle(x, 2).area()
