def double(x):
    marks = "e" + "\u0301\u0488\u20dd" * 330_000
    print(marks)
    if x > 0:
        raise ValueError(marks)
    return marks
