"""Looks for the leaves by recursion, which ends at about a thousand nodes.

Caught by: parameters_long_chain
"""


class Value:
    def parameters(self) -> "list[Value]":
        if not self._operands:
            return [self] if self.requires_grad else []
        found = [leaf for operand in self._operands for leaf in operand.parameters()]
        return list(dict.fromkeys(found))
