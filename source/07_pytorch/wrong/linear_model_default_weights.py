"""Leaves the weights as nn.Linear draws them.

Hint: 2
Caught by: linear_model_parameters, linear_model_agrees
"""


class LinearModel:
    def __init__(self, n_features, n_classes, init="xavier", generator=None):
        super().__init__()
        self.linear = nn.Linear(n_features, n_classes, dtype=torch.float64)
