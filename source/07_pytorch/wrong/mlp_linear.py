"""Has no activation: two linear layers in a row are one.

Hint: 3
Caught by: mlp, mlp_gradients, mlp_agrees
"""


class MLP:
    def forward(self, X):
        require_columns(X, self.hidden.in_features)
        return self.output(self.dropout(self.hidden(X)))
