"""Hands probabilities to cross_entropy, which does a softmax itself.

Hint: 2
Caught by: train_step, train_step_forgets, train_step_loss, train_step_weights, train_step_arguments,
    train_step_gradients, train_adam, train_linear, train_spiral, train
"""


def train_step(model, optimizer, X, y, class_weights=None):
    optimizer.zero_grad()
    mean_loss = F.cross_entropy(torch.softmax(model(X), dim=1), y, weight=class_weights)
    mean_loss.backward()
    optimizer.step()
    return mean_loss.item()
