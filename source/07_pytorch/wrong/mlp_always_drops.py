"""Calls the function, which does not know of evaluation mode and drops always.

Hint: 3
Caught by: mlp, mlp_agrees
"""


class MLP:
    def forward(self, X):
        require_columns(X, self.hidden.in_features)
        return self.output(F.dropout(torch.relu(self.hidden(X)), self.dropout.p))
