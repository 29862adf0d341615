"""Takes the sigmoid of each logit, as if classes did not exclude each other.

Caught by: predict_proba, predict_large, predict_mode, predict_arguments, predict_agrees
"""


def predict_proba(model, X):
    model.eval()
    with torch.no_grad():
        return torch.sigmoid(model(tensor(X))).numpy()
