"""Keeps the first gradient as the velocity, and changes it in the second step.

Caught by: momentum_arguments
"""


class Momentum:
    def step(self, params, gradients):
        for name, gradient in gradients.items():
            if name in self.velocity:
                self.velocity[name] *= self.beta
                self.velocity[name] += gradient
            else:
                self.velocity[name] = gradient
            params[name] = params[name] - self.lr * self.velocity[name]
