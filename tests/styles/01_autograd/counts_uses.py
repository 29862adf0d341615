"""backward counts how often a node is used, and passes on when all of it is there; plain loops elsewhere."""


def backward(self):
    if not self.requires_grad:
        return
    uses, seen, stack = {}, {id(self)}, [self]
    while stack:
        node = stack.pop()
        for operand in node._operands:
            uses[id(operand)] = uses.get(id(operand), 0) + 1
            if id(operand) not in seen:
                seen.add(id(operand))
                stack.append(operand)
    arrived, ready = {id(self): 1.0}, [self]
    while ready:
        node = ready.pop()
        gradient = arrived[id(node)]
        if node._operands:
            node.grad = gradient
        elif node.requires_grad:
            node.grad = node.grad + gradient
        for operand, derivative in zip(node._operands, node._derivatives):
            arrived[id(operand)] = arrived.get(id(operand), 0.0) + gradient * derivative
            uses[id(operand)] -= 1
            if uses[id(operand)] == 0 and operand.requires_grad:
                ready.append(operand)


def parameters(self):
    leaves = []
    for node in self.nodes():
        if node._operands == () and node.requires_grad is True:
            leaves.append(node)
    return leaves


def zero_grad(self):
    for leaf in self.parameters():
        leaf.grad = 0.0


Value.backward, Value.parameters, Value.zero_grad = backward, parameters, zero_grad
