"""Takes a single example that is no row, and what nn.Linear refuses, it refuses in other words.

Caught by: mlp_refuses
"""


class MLP(nn.Module):
    def forward(self, X):
        if X.shape[-1] != self.hidden.in_features:
            raise ValueError("wrong number of features")
        return self.output(self.dropout(torch.relu(self.hidden(X))))
