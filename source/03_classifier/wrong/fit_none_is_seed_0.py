"""Takes None for the seed 0, so that every fit starts alike.

Caught by: fit_unseeded
"""


class Classifier:
    def _start(self, n_features, labels):
        self._require_sense()
        classes = np.unique(labels)
        if len(classes) != 2:
            raise ValueError(f"y has the classes {classes.tolist()}; there must be two")
        self.classes_ = classes
        self.n_features_in_ = n_features
        rng = np.random.default_rng(self.random_state or 0)
        self.mlp_ = MLP(n_features, self.layer_sizes, self.activation, rng, output_activation="sigmoid")
        self.loss_curve_ = []
