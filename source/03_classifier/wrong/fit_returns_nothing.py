"""Trains and forgets to return the classifier.

Caught by: fit_weights, fit_returns_self, fit_loss_curve, fit_again, fit_classes, predict_proba, predict, score,
score_column, fit_logistic_regression, predict_proba_agrees, predict_agrees, score_agrees
"""


class Classifier:
    def fit(self, X, y):
        X = check_inputs(X)
        y = check_labels(y, len(X))
        self._start(X.shape[1], y)
        self._train(X, y, self.epochs)
