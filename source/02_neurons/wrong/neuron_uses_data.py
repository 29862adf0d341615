"""Multiplies plain numbers, so that neither weights nor inputs get a gradient.

Caught by: neuron_gradients, neuron_agrees, layer, layer_agrees, mlp_gradients, mlp_agrees, train
"""


class Neuron:
    def __call__(self, x):
        if len(x) != len(self.w):
            raise ValueError(f"x has {len(x)} entries for {len(self.w)} inputs")

        z = self.b
        for w, v in zip(self.w, x, strict=False):
            z = z + w.data * (v.data if isinstance(v, Value) else v)
        return activate(z, self.activation)
