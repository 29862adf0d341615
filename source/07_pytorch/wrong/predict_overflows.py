"""Writes the softmax out, and overflows for large logits.

Caught by: predict_large
"""


def predict_proba(model, X):
    model.eval()
    with torch.no_grad():
        odds = model(tensor(X)).exp()
        return (odds / odds.sum(dim=1, keepdim=True)).numpy()
