"""Takes the number of inputs for that of outputs.

Caught by: linear_model, linear_model_parameters, linear_model_agrees, train_step, train_step_forgets,
train_step_loss, train_step_weights, train, train_losses, train_adam, train_linear, predict_proba, predict_large,
predict, predict_agrees
"""


class LinearModel:
    def __init__(self, n_features, n_classes, init="xavier", generator=None):
        super().__init__()
        self.linear = nn.Linear(n_classes, n_features, dtype=torch.float64)
        initialize(self.linear, init, generator)
