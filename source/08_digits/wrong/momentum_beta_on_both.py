"""Multiplies the gradient by beta as well.

Hint: 3
Caught by: momentum, momentum_parameters, momentum_arguments, momentum_agrees
"""


class Momentum:
    def step(self, params, gradients):
        for name, gradient in gradients.items():
            velocity = self.beta * (self.velocity.get(name, 0.0) + gradient)
            self.velocity[name] = velocity
            params[name] = params[name] - self.lr * velocity
