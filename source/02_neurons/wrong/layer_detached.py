"""Returns new Values with the outputs' numbers, without their graph.

Caught by: layer, layer_agrees, mlp_gradients, mlp_agrees, train
"""


class Layer:
    def __call__(self, x):
        outputs = [Value(neuron(x).data, requires_grad=True) for neuron in self.neurons]
        return outputs[0] if len(outputs) == 1 else outputs
