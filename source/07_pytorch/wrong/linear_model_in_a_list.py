"""Keeps the layer in a list, where PyTorch does not find its parameters.

Caught by: linear_model, linear_model_parameters, linear_model_gradients, linear_model_refuses, linear_model_agrees
"""


class LinearModel:
    def __init__(self, n_features, n_classes, init="xavier", generator=None):
        super().__init__()
        self.linear = [nn.Linear(n_features, n_classes, dtype=torch.float64)]
        initialize(self.linear[0], init, generator)

    def forward(self, X):
        return self.linear[0](X)
