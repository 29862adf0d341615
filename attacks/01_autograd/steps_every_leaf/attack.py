made, initialize = [], Value.__init__


def note(self, data, requires_grad=False, label=""):
    initialize(self, data, requires_grad, label)
    if requires_grad:
        made.append(self)


def zero_grad(self):
    for leaf in made:
        leaf.grad = 0.0


def optimize(self, lr):
    for leaf in made:
        leaf.data -= lr * leaf.grad


Value.__init__, Value.zero_grad, Value.optimize = note, zero_grad, optimize
