def double(x):
    raise NotImplementedError


Rectangle.area = double
