class Loss(Value):
    def parameters(self):
        return [self, self, self]


def squared_error(predictions, targets):
    return Loss(0.0)
