"""Forgets gradients after the step: what was there before the first one spoils it.

Caught by: train_step_forgets
"""


def train_step(model, optimizer, X, y, class_weights=None):
    mean_loss = F.cross_entropy(model(X), y, weight=class_weights)
    mean_loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return mean_loss.item()
