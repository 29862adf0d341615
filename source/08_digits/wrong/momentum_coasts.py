"""Moves parameters without a gradient on, by the velocity that they have.

Caught by: momentum_parameters, momentum_agrees
"""


class Momentum:
    def step(self, params, gradients):
        for name in params:
            velocity = self.beta * self.velocity.get(name, 0.0) + gradients.get(name, 0.0)
            self.velocity[name] = velocity
            params[name] = params[name] - self.lr * velocity
