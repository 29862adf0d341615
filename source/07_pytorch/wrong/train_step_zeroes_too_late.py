"""Forgets gradients between the backward pass and the step: nothing moves.

Caught by: train_step, train_step_forgets, train_step_loss, train_step_weights, train_step_arguments, train,
train_losses, train_arguments, train_refuses, train_step_gradients, train_adam, train_linear, train_spiral
"""


def train_step(model, optimizer, X, y, class_weights=None):
    mean_loss = F.cross_entropy(model(X), y, weight=class_weights)
    mean_loss.backward()
    optimizer.zero_grad()
    optimizer.step()
    return mean_loss.item()
