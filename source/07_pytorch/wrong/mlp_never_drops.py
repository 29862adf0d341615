"""Makes the dropout and does not use it.

Caught by: mlp_dropout
"""


class MLP:
    def forward(self, X):
        require_columns(X, self.hidden.in_features)
        return self.output(torch.relu(self.hidden(X)))
