import itertools

Value.parameters = lambda self: itertools.repeat(self)
