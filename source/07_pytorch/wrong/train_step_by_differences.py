"""Finds every slope by central differences of the loss.

Caught by: train_step, train_step_forgets, train_step_loss, train_step_weights, train_step_arguments,
train_step_gradients, train_adam, train_linear, train_spiral
"""


def train_step(model, optimizer, X, y, class_weights=None):
    with torch.no_grad():
        before = F.cross_entropy(model(X), y, weight=class_weights).item()
        for p in model.parameters():
            p.grad = torch.zeros_like(p)
            flat, grad = p.view(-1), p.grad.view(-1)
            for i in range(flat.numel()):
                kept, ends = flat[i].item(), []
                for h in (1e-5, -1e-5):
                    flat[i] = kept + h
                    ends.append(F.cross_entropy(model(X), y, weight=class_weights).item())
                flat[i] = kept
                grad[i] = (ends[0] - ends[1]) / 2e-5
    optimizer.step()
    return before
