"""Makes the class weights add up to 1, in place.

Caught by: train_step_arguments
"""


def train_step(model, optimizer, X, y, class_weights=None):
    if class_weights is not None:
        class_weights /= class_weights.sum()
    optimizer.zero_grad()
    mean_loss = F.cross_entropy(model(X), y, weight=class_weights)
    mean_loss.backward()
    optimizer.step()
    return mean_loss.item()
