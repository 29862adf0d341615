def sigmoid(self):
    def s(x):
        return 1.0 / (1.0 + math.exp(-x)) if x > -700 else 0.0

    h = 1e-6
    return _record(s(self.data), "sigmoid", (self,), ((s(self.data + h) - s(self.data - h)) / (2 * h),))


Value.sigmoid = sigmoid
