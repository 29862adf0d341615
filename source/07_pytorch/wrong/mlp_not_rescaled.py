"""Drops by hand and does not make up for what is missing.

Caught by: mlp_dropout
"""


class MLP:
    def forward(self, X):
        require_columns(X, self.hidden.in_features)
        H = torch.relu(self.hidden(X))
        if self.training:
            H = H * (torch.rand_like(H) >= self.dropout.p)
        return self.output(H)
