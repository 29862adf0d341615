"""Takes a single example that is no row, and what nn.Linear refuses, it refuses in other words.

Caught by: linear_model_refuses
"""


class LinearModel(nn.Module):
    def forward(self, X):
        if X.shape[-1] != self.linear.in_features:
            raise ValueError("wrong number of features")
        return self.linear(X)
