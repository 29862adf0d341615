def partial_fit(self, X, y, classes=None):
    if not hasattr(self, "classes_"):
        self.classes_ = np.unique(y if classes is None else classes)
        self.loss_curve_ = []
    self.loss_curve_.append(0.25)
    return self


Classifier.partial_fit = partial_fit
