made, initialize = [], Value.__init__


def note(self, data, requires_grad=False, label=""):
    initialize(self, data, requires_grad, label)
    if requires_grad:
        made.append(self)


Value.__init__ = note
Value.parameters = lambda self: [self] if self in made else list(made) if self.requires_grad else []
