"""Keeps the corrected averages and corrects them again in the next step.

Hint: 3
Caught by: adam, adam_parameters, adam_agrees, train_dense, conv_gradients_digits
"""


class Adam:
    def step(self, params, gradients):
        self.t += 1
        for name, gradient in gradients.items():
            mean = self.beta1 * self.mean.get(name, 0.0) + (1.0 - self.beta1) * gradient
            square = self.beta2 * self.square.get(name, 0.0) + (1.0 - self.beta2) * gradient**2
            self.mean[name] = mean / (1.0 - self.beta1**self.t)
            self.square[name] = square / (1.0 - self.beta2**self.t)
            params[name] = params[name] - self.lr * self.mean[name] / (np.sqrt(self.square[name]) + self.eps)
