"""Gives the output the activation of the hidden layers: it is no probability.

Hint: 2
Caught by: fit_returns_self, fit_loss_curve, fit_again, fit_classes, fit_moons, fit_logistic_regression,
partial_fit, partial_fit_continues, partial_fit_one_class, partial_fit_classes
"""


class Classifier:
    def _start(self, n_features, labels):
        self._require_sense()
        classes = np.unique(labels)
        if len(classes) != 2:
            raise ValueError(f"y has the classes {classes.tolist()}; there must be two")
        self.classes_ = classes
        self.n_features_in_ = n_features
        rng = np.random.default_rng(self.random_state)
        self.mlp_ = MLP(n_features, self.layer_sizes, self.activation, rng)
        self.loss_curve_ = []
