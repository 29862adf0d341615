"""Takes the labels for 0 and 1, whatever they are.

Caught by: fit_classes, fit_three_classes, partial_fit_one_class, partial_fit_classes
"""


class Classifier:
    def _start(self, n_features, labels):
        self._require_sense()
        classes = np.array([0, 1])
        self.classes_ = classes
        self.n_features_in_ = n_features
        rng = np.random.default_rng(self.random_state)
        self.mlp_ = MLP(n_features, self.layer_sizes, self.activation, rng, output_activation="sigmoid")
        self.loss_curve_ = []
