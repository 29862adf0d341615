"""Convolutions as products of matrices, averages that move, and all epochs kept until the best one is known."""


def minibatches(n, batch_size, rng):
    if batch_size <= 0:
        raise ValueError(f"batch_size must not be {batch_size}")
    left, batches = rng.permutation(n), []
    while len(left):
        batches.append(left[:batch_size])
        left = left[batch_size:]
    return batches


def momentum_step(self, params, gradients):
    for name in gradients:
        before = self.velocity[name] if name in self.velocity else np.zeros(np.shape(gradients[name]))
        self.velocity[name] = gradients[name] + before * self.beta
        params[name] = params[name] + (-self.lr) * self.velocity[name]


def adam_step(self, params, gradients):
    self.t = self.t + 1
    for name, g in gradients.items():
        for averages, beta, new in ((self.mean, self.beta1, g), (self.square, self.beta2, g * g)):
            old = averages.get(name, np.zeros_like(g))
            averages[name] = old + (1 - beta) * (new - old)
        size = np.sqrt(self.square[name] / (1 - pow(self.beta2, self.t))) + self.eps
        params[name] = params[name] - self.lr / (1 - pow(self.beta1, self.t)) * (self.mean[name] / size)


def with_decay(loss, gradients, params, decay):
    if decay < 0:
        raise ValueError(f"decay must not be {decay}")
    weights = {name: param for name, param in params.items() if len(param.shape) > 1}
    loss = loss + decay / 2 * sum(np.vdot(weight, weight) for weight in weights.values())
    return loss, gradients | {name: gradients[name] + decay * weight for name, weight in weights.items()}


def train_epoch(model, optimizer, X, y, batch_size, decay, rng):
    losses = []
    for rows in minibatches(len(y), batch_size, rng):
        loss, slopes = model.loss_and_gradients(X[rows], y[rows])
        optimizer.step(model.params, with_decay(loss, slopes, model.params, decay)[1])
        losses += [loss] * len(rows)
    return sum(losses) / len(losses)


def train(model, optimizer, training, validation, rng, batch_size=32, epochs=100, patience=10, decay=0.0):
    losses, validation_losses, kept = [], [], []
    while len(kept) < epochs and (not kept or len(kept) - 1 - int(np.argmin(validation_losses)) < patience):
        losses.append(train_epoch(model, optimizer, *training, batch_size, decay, rng))
        validation_losses.append(cross_entropy(model.predict_proba(validation[0]), validation[1]))
        kept.append({name: np.array(param) for name, param in model.params.items()})
    best = int(np.argmin(validation_losses))
    model.params.update(kept[best])
    return History(losses, validation_losses, best)


def confusion_matrix(y, predicted, n_classes):
    y, predicted = np.asarray(y), np.asarray(predicted)
    if y.shape != predicted.shape:
        raise ValueError(f"y is {y.shape}, predicted is {predicted.shape}")
    return np.bincount(y * n_classes + predicted, minlength=n_classes**2).reshape(n_classes, n_classes)


def weight_pictures(W, height, width):
    pictures = []
    for neuron in W.T:
        largest = max(neuron.max(), -neuron.min())
        pictures.append((neuron / largest if largest > 0 else neuron).reshape(height, width))
    return np.stack(pictures)


def columns_of(images, kernels):
    cut = windows(images, *kernels.shape[1:])
    return cut.shape[:3], cut.reshape(-1, kernels[0].size)


def convolve(images, kernels, bias):
    places, columns = columns_of(images, kernels)
    Z = columns @ kernels.reshape(len(kernels), -1).T + bias
    return np.moveaxis(Z.reshape(*places, -1), 3, 1)


def convolve_backward(dZ, images, kernels):
    places, columns = columns_of(images, kernels)
    slopes = np.moveaxis(dZ, 1, 3).reshape(-1, len(kernels))
    back = (slopes @ kernels.reshape(len(kernels), -1)).reshape(*places, *kernels.shape[1:])
    dimages = np.zeros(images.shape)
    for y, x in np.ndindex(kernels.shape[1:]):
        dimages[:, y : y + places[1], x : x + places[2]] += back[:, :, :, y, x]
    return dimages, (slopes.T @ columns).reshape(kernels.shape), slopes.sum(axis=0)


def forward(self, X):
    images, p = self.frame(X), self.params
    Z = convolve(images, p["K"], p["c"])
    pooled, winners = max_pool(np.where(Z > 0, Z, 0.0))
    A = pooled.reshape(len(X), -1)
    return Forward(images=images, Z=Z, winners=winners, A=A, P=softmax(np.dot(A, p["W"]) + p["b"]))


def loss_and_gradients(self, X, y):
    done = self.forward(X)
    D = cross_entropy_backward(done.P, y)
    n, f, height, width = done.Z.shape
    dA = np.dot(D, self.params["W"].T).reshape(n, f, height // 2, width // 2)
    dZ = relu_backward(max_pool_backward(dA, done.winners), done.Z)
    gradients = {"W": np.dot(done.A.T, D), "b": D.sum(axis=0)}
    gradients["K"], gradients["c"] = convolve_backward(dZ, done.images, self.params["K"])[1:]
    return cross_entropy(done.P, y), gradients


def shrink(bitmap, height=8, width=8):
    bitmap = np.asarray(bitmap, dtype=float)
    (down, rest), (across, rest_across) = divmod(len(bitmap), height), divmod(bitmap.shape[1], width)
    if rest or rest_across:
        raise ValueError(f"{bitmap.shape} cannot be cut into {height} by {width} blocks")
    rows, columns = np.kron(np.eye(height), np.ones(down)), np.kron(np.eye(width), np.ones(across))
    return rows @ bitmap @ columns.T / (down * across)


Momentum.step, Adam.step = momentum_step, adam_step
ConvNet.forward, ConvNet.loss_and_gradients = forward, loss_and_gradients
