"""The formulas of another textbook; a recursive-looking topological order, kept in lists; numbers by isinstance."""


def mul(self, other):
    if isinstance(other, (int, float)):
        return _record(self.data * other, "*", (self,), (float(other),))
    return _record(self.data * other.data, "*", (self, other), (other.data, self.data))


def exp(self):
    try:
        return _record(math.exp(self.data), "e^", (self,), (math.exp(self.data),))
    except OverflowError:
        raise ValueError(f"e ** {self.data} is too large") from None


def tanh(self):
    m = math.expm1(-2 * abs(self.data))
    t = math.copysign(-m / (2 + m), self.data)
    return _record(t, "tanh", (self,), (1 - t**2,))


def sigmoid(self):
    if self.data < 0:
        s = math.exp(self.data) / (1 + math.exp(self.data))
    else:
        s = 1 / (1 + math.exp(-self.data))
    return _record(s, "sigma", (self,), ((1 - s) * s,))


def relu(self):
    return self * 1.0 if self.data > 0 else self * 0.0


def backward(self):
    order, stack, done = [], [(self, iter(self._operands))], {id(self)}
    while stack:
        node, operands = stack[-1]
        following = next(operands, None)
        if following is None:
            order.append(stack.pop()[0])
        elif id(following) not in done:
            done.add(id(following))
            stack.append((following, iter(following._operands)))
    for node in order:
        node.grad = node.grad if not node._operands else 0
    self.grad = self.grad + 1 if self.requires_grad else self.grad
    for node in order[::-1]:
        for k in range(len(node._operands)):
            if node._operands[k].requires_grad:
                node._operands[k].grad += node._derivatives[k] * node.grad


def minimize(f, start, lr, n_steps):
    numbers = [float(start)]
    while len(numbers) <= n_steps:
        x = Value(numbers[-1], requires_grad=True)
        f(x).backward()
        numbers.append(x.data - lr * x.grad)
    return numbers


Value.__mul__, Value.exp, Value.tanh, Value.sigmoid, Value.relu = mul, exp, tanh, sigmoid, relu
Value.backward = backward
