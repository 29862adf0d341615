"""Puts a ReLU after the second layer too, so that no logit is below 0.

Caught by: mlp, mlp_gradients, mlp_agrees
"""


class MLP:
    def forward(self, X):
        require_columns(X, self.hidden.in_features)
        return torch.relu(self.output(self.dropout(torch.relu(self.hidden(X)))))
