"""Lists the parameters of the last layer alone: the others never learn.

Caught by: mlp, mlp_parameters, mlp_narrow, mlp_output_activation, train, train_forgets, mlp_agrees, train_trace,
train_predictions, train_gradients
"""


class MLP:
    def parameters(self):
        return self.layers[-1].parameters()
