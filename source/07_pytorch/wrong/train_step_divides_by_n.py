"""Divides the weighted sum by the number of examples, not by the sum of their weights.

Hint: 3
Caught by: train_step_weights, train_step_arguments, train_arguments, train_step_gradients, train_adam, train_linear,
train_spiral
"""


def train_step(model, optimizer, X, y, class_weights=None):
    optimizer.zero_grad()
    mean_loss = F.cross_entropy(model(X), y, weight=class_weights, reduction="sum") / len(y)
    mean_loss.backward()
    optimizer.step()
    return mean_loss.item()
