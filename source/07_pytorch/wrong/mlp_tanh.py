"""Bends with tanh where a ReLU is wanted.

Caught by: mlp, mlp_gradients, mlp_dropout, mlp_agrees
"""


class MLP:
    def forward(self, X):
        require_columns(X, self.hidden.in_features)
        return self.output(self.dropout(torch.tanh(self.hidden(X))))
