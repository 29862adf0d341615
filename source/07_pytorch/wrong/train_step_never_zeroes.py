"""Never forgets gradients: each step repeats all earlier ones.

Caught by: train_step_forgets, train_adam, train_linear, train_spiral, train
"""


def train_step(model, optimizer, X, y, class_weights=None):
    mean_loss = F.cross_entropy(model(X), y, weight=class_weights)
    mean_loss.backward()
    optimizer.step()
    return mean_loss.item()
