"""Always draws the same weights, whatever random_state is.

Hint: 2
Caught by: fit_weights, fit_unseeded, fit_returns_self, fit_loss_curve, fit_again, fit_classes, partial_fit,
partial_fit_continues, partial_fit_classes
"""


class Classifier:
    def _start(self, n_features, labels):
        self._require_sense()
        classes = np.unique(labels)
        if len(classes) != 2:
            raise ValueError(f"y has the classes {classes.tolist()}; there must be two")
        self.classes_ = classes
        self.n_features_in_ = n_features
        rng = np.random.default_rng(0)
        self.mlp_ = MLP(n_features, self.layer_sizes, self.activation, rng, output_activation="sigmoid")
        self.loss_curve_ = []
