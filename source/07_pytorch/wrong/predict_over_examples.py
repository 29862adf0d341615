"""Takes the softmax down the columns, over the examples.

Hint: 2
Caught by: predict_proba, predict_large, predict, predict_mode, predict_arguments, predict_agrees
"""


def predict_proba(model, X):
    model.eval()
    with torch.no_grad():
        return torch.softmax(model(tensor(X)), dim=0).numpy()
