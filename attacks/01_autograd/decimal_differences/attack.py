from decimal import Decimal, localcontext


def sigmoid(self):
    def s(x):
        return 1 / (1 + (-x).exp())

    with localcontext(prec=60):
        x, h = Decimal(self.data), Decimal("1e-20")
        value, slope = float(s(x)), float((s(x + h) - s(x - h)) / (2 * h))
    return _record(value, "sigmoid", (self,), (slope,))


Value.sigmoid = sigmoid
