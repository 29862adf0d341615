"""Appends a 1 for the bias to the list that it was given, which grows with each neuron that reads it.

Caught by: neuron, neuron_gradients, neuron_agrees, layer, layer_agrees, mlp, mlp_gradients, mlp_narrow,
    mlp_output_activation, mlp_agrees, train
"""


class Neuron:
    def __call__(self, x):
        if len(x) != len(self.w):
            raise ValueError(f"x has {len(x)} entries; this neuron has {len(self.w)} inputs, and wants as many")
        x.append(1.0)
        z = Value(0.0)
        for w_i, x_i in zip([*self.w, self.b], x, strict=True):
            z = z + w_i * x_i
        return activate(z, self.activation)
