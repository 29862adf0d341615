"""Forgets the velocity from step to step.

Hint: 3
Caught by: momentum, momentum_parameters, momentum_agrees
"""


class Momentum:
    def step(self, params, gradients):
        for name, gradient in gradients.items():
            velocity = gradient
            self.velocity[name] = velocity
            params[name] = params[name] - self.lr * velocity
