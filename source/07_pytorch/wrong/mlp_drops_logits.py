"""Drops logits, not hidden activations.

Hint: 3
Caught by: mlp_dropout
"""


class MLP:
    def forward(self, X):
        require_columns(X, self.hidden.in_features)
        return self.dropout(self.output(torch.relu(self.hidden(X))))
