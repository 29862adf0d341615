"""Applies the activation to each product before the sum, not to the sum.

Caught by: neuron, neuron_gradients, layer, mlp, mlp_output_activation, train, train_forgets, neuron_agrees, mlp_agrees,
train_trace, train_predictions, train_gradients, train_invariant, train_one_example, layer_agrees
"""


class Neuron:
    def __call__(self, x):
        if len(x) != len(self.w):
            raise ValueError(f"x has {len(x)} entries for {len(self.w)} inputs")

        return sum((activate(w * v, self.activation) for w, v in zip(self.w, x, strict=False)), self.b)
