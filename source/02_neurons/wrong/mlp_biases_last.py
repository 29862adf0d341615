"""Lists all weights first and all biases after them.

Caught by: mlp, mlp_parameters, mlp_gradients, mlp_narrow, mlp_output_activation, mlp_agrees, train
"""


class MLP:
    def parameters(self):
        neurons = [neuron for layer in self.layers for neuron in layer.neurons]
        return [w for neuron in neurons for w in neuron.w] + [neuron.b for neuron in neurons]
