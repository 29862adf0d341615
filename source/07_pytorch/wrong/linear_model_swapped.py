"""Takes the number of inputs for that of outputs.

Caught by: linear_model, linear_model_parameters, linear_model_gradients, linear_model_refuses, linear_model_agrees
"""


class LinearModel:
    def __init__(self, n_features, n_classes, init="xavier", generator=None):
        super().__init__()
        self.linear = nn.Linear(n_classes, n_features, dtype=torch.float64)
        initialize(self.linear, init, generator)
