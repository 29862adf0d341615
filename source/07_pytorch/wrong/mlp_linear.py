"""Has no activation: two linear layers in a row are one.

Caught by: mlp, mlp_agrees, train_step_gradients, train_spiral
"""


class MLP:
    def forward(self, X):
        return self.output(self.dropout(self.hidden(X)))
