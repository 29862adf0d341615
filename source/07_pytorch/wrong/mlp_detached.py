"""Detaches the hidden layer: it never learns.

Caught by: mlp_gradients
"""


class MLP(nn.Module):
    def forward(self, X):
        require_columns(X, self.hidden.in_features)
        H = self.dropout(torch.relu(self.hidden(X))).detach()
        return self.output(H)
