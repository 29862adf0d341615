"""Accepts three classes, and then treats the third like the first.

Caught by: fit_three_classes
"""


class Classifier:
    def _start(self, n_features, labels):
        self._require_sense()
        classes = np.unique(labels)
        self.classes_ = classes
        self.n_features_in_ = n_features
        rng = np.random.default_rng(self.random_state)
        self.mlp_ = MLP(n_features, self.layer_sizes, self.activation, rng, output_activation="sigmoid")
        self.loss_curve_ = []
