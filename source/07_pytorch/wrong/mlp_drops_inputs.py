"""Drops inputs in place of hidden activations.

Hint: 3
Caught by: mlp_dropout
"""


class MLP(nn.Module):
    def forward(self, X):
        require_columns(X, self.hidden.in_features)
        return self.output(torch.relu(self.hidden(self.dropout(X))))
