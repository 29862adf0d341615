"""Finds the gradients and takes no step.

Caught by: train_step, train_step_forgets, train_step_loss, train_step_weights, train_step_arguments, train,
train_losses, train_arguments, train_refuses, train_step_gradients, train_adam, train_linear, train_spiral
"""


def train_step(model, optimizer, X, y, class_weights=None):
    optimizer.zero_grad()
    mean_loss = F.cross_entropy(model(X), y, weight=class_weights)
    mean_loss.backward()
    return mean_loss.item()
