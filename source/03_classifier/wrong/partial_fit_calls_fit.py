"""Hands the work to fit, which starts anew and trains for all epochs.

Caught by: partial_fit, partial_fit_continues, partial_fit_one_class, partial_fit_shapes, partial_fit_classes
"""


class Classifier:
    def partial_fit(self, X, y, classes=None):
        return self.fit(X, y)
