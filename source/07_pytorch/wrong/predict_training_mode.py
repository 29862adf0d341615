"""Predicts in whatever mode the model is: after training, neurons are dropped.

Caught by: predict_mode
"""


def predict_proba(model, X):
    with torch.no_grad():
        return torch.softmax(model(tensor(X)), dim=1).numpy()
