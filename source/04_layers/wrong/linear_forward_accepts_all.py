"""Does not look at the shape of X: an example without its column becomes a square.

Hint: 3
Caught by: linear_forward_shapes
"""


class LinearLayer:
    def forward(self, X):
        self.shape = (len(self.W), *np.shape(X)[1:])
        self.X = X
        return self.W @ X + self.b
