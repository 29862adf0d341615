"""Right; another student has the same name."""


class Classifier:
    def predict(self, X):
        return np.array([self.classes_[int(p > 0.5)] for _, p in self.predict_proba(X)])
