"""Corrects the averages in every step as in the first.

Hint: 2
Caught by: adam, adam_parameters, adam_agrees, train_dense, conv_gradients_digits
"""


class Adam:
    def step(self, params, gradients):
        self.t = 1
        for name, gradient in gradients.items():
            self.mean[name] = self.beta1 * self.mean.get(name, 0.0) + (1.0 - self.beta1) * gradient
            self.square[name] = self.beta2 * self.square.get(name, 0.0) + (1.0 - self.beta2) * gradient**2
            mean = self.mean[name] / (1.0 - self.beta1**self.t)
            square = self.square[name] / (1.0 - self.beta2**self.t)
            params[name] = params[name] - self.lr * mean / (np.sqrt(square) + self.eps)
