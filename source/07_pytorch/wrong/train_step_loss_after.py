"""Returns the loss after the step.

Caught by: train_step_loss, train_step_weights, train_step_arguments, train_losses, train_arguments, train_adam,
train_linear, train_spiral
"""


def train_step(model, optimizer, X, y, class_weights=None):
    optimizer.zero_grad()
    mean_loss = F.cross_entropy(model(X), y, weight=class_weights)
    mean_loss.backward()
    optimizer.step()
    return F.cross_entropy(model(X), y, weight=class_weights).item()
