"""Leaves the weights of the output as nn.Linear draws them.

Hint: 2
Caught by: mlp_parameters, mlp_initialized
"""


class MLP:
    def __init__(self, n_features, n_hidden, n_classes, init="he", dropout=0.0, generator=None):
        super().__init__()
        self.hidden = nn.Linear(n_features, n_hidden, dtype=torch.float64)
        self.dropout = nn.Dropout(dropout)
        self.output = nn.Linear(n_hidden, n_classes, dtype=torch.float64)
        initialize(self.hidden, init, generator)
