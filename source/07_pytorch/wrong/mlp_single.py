"""Leaves the layers at PyTorch's default of float32.

Caught by: mlp, mlp_parameters, mlp_gradients, mlp_refuses, mlp_dropout, mlp_initialized, mlp_agrees
"""


class MLP:
    def __init__(self, n_features, n_hidden, n_classes, init="he", dropout=0.0, generator=None):
        super().__init__()
        self.hidden = nn.Linear(n_features, n_hidden)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(n_hidden, n_classes)
        for layer in (self.hidden, self.output):
            initialize(layer, init, generator)
