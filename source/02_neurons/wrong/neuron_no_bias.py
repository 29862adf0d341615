"""Forgets the bias.

Hint: 2
Caught by: neuron, neuron_gradients, neuron_agrees, layer, layer_single, layer_agrees, mlp, mlp_gradients, mlp_narrow,
    mlp_output_activation, mlp_agrees, train
"""


class Neuron:
    def __call__(self, x):
        if len(x) != len(self.w):
            raise ValueError(f"x has {len(x)} entries for {len(self.w)} inputs")

        return activate(sum((w * v for w, v in zip(self.w, x, strict=False)), Value(0.0)), self.activation)
