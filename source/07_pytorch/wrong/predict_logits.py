"""Returns logits, without a softmax.

Caught by: predict_proba, predict_large, predict_mode, predict_arguments, predict_agrees
"""


def predict_proba(model, X):
    model.eval()
    with torch.no_grad():
        return model(tensor(X)).numpy()
