"""Ignores the class weights.

Hint: 3
Caught by: train_step_weights, train_step_gradients, train_adam, train_linear, train_spiral, train
"""


def train_step(model, optimizer, X, y, class_weights=None):
    optimizer.zero_grad()
    mean_loss = F.cross_entropy(model(X), y)
    mean_loss.backward()
    optimizer.step()
    return mean_loss.item()
