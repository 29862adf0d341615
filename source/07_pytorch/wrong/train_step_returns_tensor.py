"""Returns the loss as a tensor, which holds on to the graph.

Hint: 4
Caught by: train_step, train_step_forgets, train_step_loss, train_step_weights, train_step_arguments, train,
train_losses, train_mode, train_adam, train_linear, train_spiral
"""


def train_step(model, optimizer, X, y, class_weights=None):
    optimizer.zero_grad()
    mean_loss = F.cross_entropy(model(X), y, weight=class_weights)
    mean_loss.backward()
    optimizer.step()
    return mean_loss
