"""Goes back over no prediction at all, as if its output had been 1/2.

Caught by: net_backward_refuses
"""


class Net:
    def backward(self, label):
        y = np.full((1, 1), 0.5) if self.y is None else self.y
        loss, dJ_dy = binary_cross_entropy(y, label)
        if self.y is not None:
            self.hidden.backward(self.output.backward(dJ_dy))
        return loss
