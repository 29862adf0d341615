"""Records the graph, so that the result cannot become an array.

Hint: 3
Caught by: predict_proba, predict_large, predict, predict_mode, predict_arguments, predict_agrees
"""


def predict_proba(model, X):
    model.eval()
    return torch.softmax(model(tensor(X)), dim=1).numpy()
