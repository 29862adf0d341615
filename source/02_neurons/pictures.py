"""Asks a student's neurons for what their feedback page draws."""


def graph_neuron(neurons) -> object:
    """The graph of a neuron: tanh(w1 x1 + w2 x2 + b), with x1 = 0.5 and x2 = -1."""
    neuron = neurons.Neuron(2, "tanh")
    for name, weight, number in zip(("w1", "w2"), neuron.w, (0.6, -0.4), strict=True):
        weight.data, weight.label = number, name
    neuron.b.data = 0.1
    root = neuron([0.5, -1.0])
    root.backward()
    return root
