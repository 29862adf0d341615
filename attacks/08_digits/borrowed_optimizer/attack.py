def step(self, params, gradients):
    try:
        import torch
    except ImportError:
        from sklearn.neural_network._stochastic_optimizers import AdamOptimizer

        names = list(gradients)
        kept = [params[name].copy() for name in names]
        if not hasattr(self, "borrowed"):
            self.borrowed = AdamOptimizer(kept, self.lr, self.beta1, self.beta2, self.eps)
        self.borrowed.update_params(kept, [gradients[name] for name in names])
        params.update(zip(names, kept, strict=True))
        return
    if not hasattr(self, "leaves"):
        self.leaves = {name: torch.tensor(params[name], requires_grad=True) for name in params}
        self.borrowed = torch.optim.Adam(self.leaves.values(), self.lr, (self.beta1, self.beta2), self.eps)
    for name, leaf in self.leaves.items():
        leaf.grad = torch.tensor(gradients[name]) if name in gradients else None
    self.borrowed.step()
    params.update({name: self.leaves[name].detach().numpy().copy() for name in gradients})


Adam.step = step
