"""Leaves the layer at PyTorch's default of float32.

Hint: 2
Caught by: linear_model, linear_model_parameters, linear_model_gradients, linear_model_refuses, linear_model_agrees
"""


class LinearModel:
    def __init__(self, n_features, n_classes, init="xavier", generator=None):
        super().__init__()
        self.linear = nn.Linear(n_features, n_classes)
        initialize(self.linear, init, generator)
