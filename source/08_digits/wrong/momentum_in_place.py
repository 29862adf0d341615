"""Changes the arrays of the parameters in place.

Caught by: momentum_arguments
"""


class Momentum:
    def step(self, params, gradients):
        for name, gradient in gradients.items():
            velocity = self.beta * self.velocity.get(name, 0.0) + gradient
            self.velocity[name] = velocity
            params[name] -= self.lr * velocity
