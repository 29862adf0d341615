def train_step(model, optimizer, X, y, class_weights=None):
    """No backward pass: each slope is a difference quotient, with one extrapolation (Richardson)."""
    with torch.no_grad():
        state = torch.get_rng_state()

        def loss():
            torch.set_rng_state(state)
            return F.cross_entropy(model(X), y, weight=class_weights).item()

        before = loss()
        for p in model.parameters():
            p.grad = torch.zeros_like(p)
            flat, grad = p.view(-1), p.grad.view(-1)
            for i in range(flat.numel()):
                kept, q = flat[i].item(), []
                for h in (2e-3, 1e-3):
                    flat[i] = kept + h
                    up = loss()
                    flat[i] = kept - h
                    q.append((up - loss()) / (2 * h))
                flat[i] = kept
                grad[i] = (4 * q[1] - q[0]) / 3
    optimizer.step()
    return before
