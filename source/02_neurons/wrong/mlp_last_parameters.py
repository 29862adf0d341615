"""Lists the parameters of the last layer alone: the others never learn.

Hint: 4
Caught by: mlp, mlp_parameters, mlp_gradients, mlp_narrow, mlp_output_activation, mlp_agrees, train
"""


class MLP:
    def parameters(self):
        return self.layers[-1].parameters()
