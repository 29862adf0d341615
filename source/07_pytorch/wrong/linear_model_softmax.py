"""Ends in a softmax: what it returns are no logits.

Hint: 3
Caught by: linear_model, linear_model_gradients, linear_model_agrees
"""


class LinearModel:
    def forward(self, X):
        require_columns(X, self.linear.in_features)
        return torch.softmax(self.linear(X), dim=1)
