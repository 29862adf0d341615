"""Cuts the logits out of the graph: no gradient reaches the weights.

Caught by: linear_model_gradients
"""


class LinearModel(nn.Module):
    def forward(self, X):
        require_columns(X, self.linear.in_features)
        return X @ self.linear.weight.detach().T + self.linear.bias
