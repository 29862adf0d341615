"""Ordinary styles for each assignment on networks, from backpropagation by hand to digits, earn every point."""

from __future__ import annotations

import probes
import pytest
from helpers import REPO, judged, statuses

from autograder.course.manifest import find_assignment
from autograder.course.solutions import solution_of
from autograder.sandbox.layers import LAYERS

pytestmark = pytest.mark.slow
BACKPROP = {
    "sums": """
import math


def step(z):
    return (np.asarray(z, dtype=float) > 0).astype(float)


def perceptron(X, theta):
    theta = as_array("theta", theta, "d")
    return step(np.sum(as_array("X", X, "n", len(theta)) * theta, axis=1))


def neuron(X, theta):
    theta = as_array("theta", theta, "d")
    return 0.5 * (1.0 + np.tanh(np.einsum("nd,d->n", as_array("X", X, "n", len(theta)), theta) / 2.0))


def neuron_gradient(theta, X, y, answer=neuron):
    theta = as_array("theta", theta, "d")
    X = as_array("X", X, "n", len(theta))
    y = as_array("y", y, len(X))
    errors = answer(X, theta) - y
    return np.mean(errors[:, np.newaxis] * X, axis=0)


def binary_cross_entropy(y, label):
    y, label = outputs_and_labels(y, label)
    y = np.clip(y, EPSILON, 1 - EPSILON)
    J = -np.log(np.where(label == 1, y, 1 - y)).mean()
    return J, (y - label) / (y * (1 - y)) / y.size


def descend(gradient, theta, lr, shortest=0.0, most=1000):
    theta = np.array(theta, dtype=float)
    rows, length = [theta.copy()], np.inf
    while len(rows) <= most and not length < shortest:
        before = rows[-1]
        rows.append(before - lr * np.asarray(gradient(before.copy())))
        length = math.sqrt(sum((rows[-1] - before) ** 2))
    return np.stack(rows)


def measured_gradient(loss, array, step=1e-5):
    before, slopes = array.copy(), np.empty_like(array)
    for i in range(array.size):
        found = []
        for sign in (-1.0, 1.0):
            array.flat[i] += sign * step
            found.append(loss())
            array[...] = before
        slopes.flat[i] = (found[1] - found[0]) / step / 2.0
    return slopes
""",
    "loops": """
class LinearSigmoidLayer(LinearSigmoidLayer):
    def forward(self, X):
        X = as_array("X", X, "n", len(self.W))
        self.X = X.copy()
        self.Y = np.zeros((len(X), self.W.shape[1]))
        for i in range(len(X)):
            for k in range(self.W.shape[1]):
                self.Y[i, k] = sigmoid(sum(X[i, j] * self.W[j, k] for j in range(len(self.W))))
        return self.Y.copy()

    def backward(self, dY):
        if self.X is None:
            raise RuntimeError("nothing to go back over")
        dY = as_array("dY", dY, *self.Y.shape)
        self.W_grad, dX = np.zeros_like(self.W), np.zeros_like(self.X)
        for i, x in enumerate(self.X):
            dz = dY[i] * self.Y[i] * (1.0 - self.Y[i])
            self.W_grad += np.outer(x, dz)
            dX[i] = self.W @ dz
        return dX


def binary_cross_entropy(y, label):
    y, label = outputs_and_labels(y, label)
    flat = np.clip(y, EPSILON, 1.0 - EPSILON).ravel()
    labels = np.broadcast_to(label, y.shape).ravel()
    losses = [-np.log(a) if t == 1.0 else -np.log(1.0 - a) for a, t in zip(flat, labels)]
    slopes = [-1.0 / a if t == 1.0 else 1.0 / (1.0 - a) for a, t in zip(flat, labels)]
    return sum(losses) / len(losses), np.array(slopes).reshape(y.shape) / len(slopes)
""",
    "in place": """
def _backward(self, dY):
    if self.Y is None or self.X is None:
        raise RuntimeError("call forward first")
    dZ = as_array("dY", dY, *self.Y.shape).copy()
    dZ *= self.Y
    dZ *= 1.0 - self.Y
    np.matmul(self.X.T, dZ, out=self.W_grad)
    return np.einsum("nk,jk->nj", dZ, self.W)


def _predict(self, X):
    H = self.hidden.forward(X)
    self.H = H
    self.y = self.output.forward(H)
    return self.y


def _net_backward(self, label):
    if self.y is None:
        raise RuntimeError("call predict first")
    J, back = binary_cross_entropy(self.y, label)
    for layer in [self.output, self.hidden]:
        back = layer.backward(back)
    return J


def _grad_step(self, lr):
    if not lr > 0:
        raise ValueError("lr must be above 0")
    self.output.W -= lr * self.output.W_grad
    self.hidden.W -= lr * self.hidden.W_grad


LinearSigmoidLayer.backward, Net.predict, Net.backward, Net.grad_step = _backward, _predict, _net_backward, _grad_step
""",
}
SOFTMAX = {
    "one-hot": """
def standardize(X, X_train):
    X_train = as_training(X_train)
    m = X_train.sum(axis=0) / len(X_train)
    s = np.sqrt(((X_train - m) ** 2).mean(axis=0))
    return (as_examples(X, len(m)) - m) / s


def relu_backward(dH, Z):
    return np.where(np.asarray(Z) > 0, dH, 0.0)


def softmax(Z):
    Z = as_table("Z", Z)
    return np.exp(Z - np.logaddexp.reduce(Z, axis=1, keepdims=True))


def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    return (P - np.eye(P.shape[1])[y]) * shares(y, weights).reshape(-1, 1)


def class_weights(y):
    y = as_classes(y, np.size(y), np.max(y) + 1)
    counts = np.array([np.sum(y == c) for c in range(y.max() + 1)])
    for c in np.flatnonzero(counts == 0):
        raise ValueError(f"class {c} has no examples")
    return len(y) / len(counts) / counts


def stratified_split(y, share, rng):
    y = np.asarray(y)
    chosen = np.zeros(len(y), dtype=bool)
    for c in range(y.max() + 1):
        (rows,) = np.nonzero(y == c)
        chosen[rng.permutation(rows)[: int(np.rint(share * rows.size))]] = True
    return np.where(chosen)[0], np.where(~chosen)[0]


def class_by_class(y, called, n_classes):
    y, called = as_classes(y, np.size(y), n_classes), as_classes(called, np.size(y), n_classes)
    table = np.zeros((n_classes, n_classes))
    np.add.at(table, (y, called), 1)
    hits, named, there = np.diag(table), table.sum(axis=0), table.sum(axis=1)
    return hits / np.maximum(named, 1), hits / np.maximum(there, 1), 2 * hits / np.maximum(named + there, 1)
""",
    "loops and chains": """
def softmax(Z):
    rows = []
    for z in as_table("Z", Z):
        e = np.exp(z - max(z))
        rows.append(e / sum(e))
    return np.array(rows)


def cross_entropy(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    L = 0.0
    for share, p, c in zip(shares(y, weights), P, y):
        L -= share * np.log(max(p[c], TINY))
    return L


def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    dP = np.zeros_like(P)
    i = np.arange(len(y))
    dP[i, y] = -shares(y, weights) / P[i, y]
    return P * (dP - (dP * P).sum(axis=1, keepdims=True))


def dropout(a, p, rng, training):
    if not 0 <= p < 1:
        raise ValueError(f"p = {p}")
    if not training or p == 0:
        return a
    return np.where(rng.uniform(size=np.shape(a)) < p, 0.0, a / (1 - p))
""",
    "by names": """
def _forward(self, X, training=False):
    X = as_examples(X, self.params["W1"].shape[0])
    Z = np.dot(X, self.params["W1"]) + self.params["b1"][None, :]
    H = relu(Z)
    mask = dropout(np.ones(H.shape), self.dropout, self.rng, training)
    A = mask * H
    return Forward(Z=Z, mask=mask, A=A, P=softmax(np.dot(A, self.params["W2"]) + self.params["b2"]))


def _predict(self, X):
    return np.array([int(np.argmax(p)) for p in self.predict_proba(X)])


def _loss_and_gradients(self, X, y, weights=None):
    done = self.forward(np.asarray(X, dtype=float), True)
    delta = cross_entropy_backward(done.P, y, weights)
    gradients = {"b2": np.sum(delta, 0), "W2": np.einsum("nh,nk->hk", done.A, delta)}
    delta = np.einsum("nk,hk->nh", delta, self.params["W2"]) * (done.A > 0) / (1 - self.dropout)
    gradients["b1"], gradients["W1"] = np.sum(delta, 0), np.einsum("nd,nh->dh", np.asarray(X), delta)
    return cross_entropy(done.P, y, weights), gradients


def _fit(self, X, y, lr=1.0, epochs=1000, weights=None):
    losses = []
    while len(losses) < epochs:
        L, g = self.loss_and_gradients(X, y, weights)
        self.params = {name: self.params[name] - lr * g[name] for name in self.params}
        losses += [L]
    return losses


SoftmaxMLP.forward, SoftmaxMLP.predict, SoftmaxMLP.fit = _forward, _predict, _fit
SoftmaxMLP.loss_and_gradients = _loss_and_gradients
""",
}
PYTORCH = {
    "autograd.grad": """
def value_and_gradient(f, x):
    leaf = torch.from_numpy(np.array(x, dtype=np.float64)).requires_grad_(True)
    y = f(leaf)
    (gradient,) = torch.autograd.grad(y, leaf)
    return float(y), gradient.detach().numpy()


def train_step(model, optimizer, X, y, class_weights=None):
    parameters = list(model.parameters())
    loss = nn.CrossEntropyLoss(weight=class_weights)(model(X), y)
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
        parameter.grad = gradient
    optimizer.step()
    return float(loss)


def predict(model, X):
    return np.argmax(predict_proba(model, X), axis=-1)
""",
    "by hand": """
def initialize(layer, init, generator=None):
    n_out, n_in = layer.weight.shape
    spread = {"plain": 0.01, "xavier": (2 / (n_in + n_out)) ** 0.5, "he": (2 / n_in) ** 0.5}
    if init not in spread:
        raise ValueError(f"unknown init {init}")
    nn.init.normal_(layer.weight, mean=0.0, std=spread[init], generator=generator)
    nn.init.zeros_(layer.bias)


def train_step(model, optimizer, X, y, class_weights=None):
    logs = F.log_softmax(model(X), dim=1)
    own = -logs[torch.arange(len(y)), y]
    w = torch.ones_like(own) if class_weights is None else class_weights[y]
    loss = (w * own).sum() / w.sum()
    model.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.detach().item()


def predict_proba(model, X):
    with torch.inference_mode():
        logits = model.eval()(tensor(X))
    e = (logits - logits.max(dim=1, keepdim=True).values).exp()
    return (e / e.sum(dim=1, keepdim=True)).numpy()
""",
    "one loop": """
def train(model, X, y, class_weights=None, lr=0.01, epochs=100):
    require_classes(y, class_weights, len(X), count_classes(model, tensor(X)))
    X, y = tensor(X), torch.as_tensor(np.array(y), dtype=torch.long)
    w = class_weights if class_weights is None else tensor(class_weights)
    model.train(True)
    optimizer, losses = torch.optim.Adam(model.parameters(), lr), []
    for epoch in range(epochs):
        optimizer.zero_grad(set_to_none=False)
        loss = F.nll_loss(F.log_softmax(model(X), 1), y, w)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return losses


def _forward(self, X):
    require_columns(X, self.hidden.in_features)
    return self.output(self.dropout(F.relu(F.linear(X, self.hidden.weight, self.hidden.bias))))


MLP.forward = _forward
""",
}
DIGITS = {
    "einsum": """
def minibatches(n, batch_size, rng):
    if batch_size < 1:
        raise ValueError(f"batch_size = {batch_size}")
    return np.split(rng.permutation(np.arange(n)), range(batch_size, n, batch_size))


def _step(self, params, gradients):
    self.velocity = {**{name: np.zeros_like(g) for name, g in gradients.items()}, **self.velocity}
    for name in gradients:
        self.velocity[name] = np.add(self.beta * self.velocity[name], gradients[name])
    params.update({name: params[name] - self.lr * self.velocity[name] for name in gradients})


Momentum.step = _step


def with_decay(loss, gradients, params, decay):
    weights = [name for name, param in params.items() if np.ndim(param) > 1]
    cost = sum((params[name] ** 2).sum() for name in weights) * decay / 2
    return loss + cost, {name: g + decay * params[name] if name in weights else g for name, g in gradients.items()}


def confusion_matrix(y, predicted, n_classes):
    if y.shape != predicted.shape:
        raise ValueError(f"{y.shape} and {predicted.shape}")
    counts = np.zeros((n_classes, n_classes), dtype=int)
    np.add.at(counts, (y, predicted), 1)
    return counts


def weight_pictures(W, height, width):
    peaks = np.abs(W).max(axis=0)
    return np.einsum("dh->hd", W / np.where(peaks == 0, 1, peaks)).reshape(W.shape[1], height, width)


def convolve(images, kernels, bias):
    cut = windows(images, *kernels[0].shape)
    return np.einsum("nyxab,fab->nfyx", cut, kernels, optimize=True) + bias[:, None, None]


def convolve_backward(dZ, images, kernels):
    a, b = kernels[0].shape
    dkernels = np.einsum("nfyx,nyxab->fab", dZ, windows(images, a, b), optimize=True)
    framed = np.pad(dZ, ((0, 0), (0, 0), (a - 1, a - 1), (b - 1, b - 1)))
    cut = np.lib.stride_tricks.sliding_window_view(framed, (a, b), axis=(2, 3))
    return np.einsum("nfyxab,fab->nyx", cut, kernels[:, ::-1, ::-1], optimize=True), dkernels, np.einsum("nfyx->f", dZ)


def shrink(bitmap, height=8, width=8):
    if bitmap.shape[0] % height or bitmap.shape[1] % width:
        raise ValueError(f"no equal blocks: {bitmap.shape}")
    halves = [np.split(rows, width, axis=1) for rows in np.split(bitmap, height)]
    return np.array([[block.mean() for block in row] for row in halves])
""",
    "step by step": """
def _adam(self, params, gradients):
    self.t = self.t + 1
    for name in gradients:
        if name not in self.mean:
            self.mean[name] = np.zeros(gradients[name].shape)
            self.square[name] = np.zeros(gradients[name].shape)
        self.mean[name] = self.mean[name] + (1 - self.beta1) * (gradients[name] - self.mean[name])
        self.square[name] = self.beta2 * self.square[name] + (1 - self.beta2) * np.square(gradients[name])
        m = self.mean[name] / (1 - pow(self.beta1, self.t))
        v = self.square[name] / (1 - pow(self.beta2, self.t))
        params[name] = params[name] - self.lr * m / (v**0.5 + self.eps)


Adam.step = _adam


def train_epoch(model, optimizer, X, y, batch_size, decay, rng):
    losses = np.zeros(len(y))
    for batch in minibatches(len(y), batch_size, rng):
        found, g = model.loss_and_gradients(X[batch], y[batch])
        losses[batch] = found
        optimizer.step(model.params, with_decay(found, g, model.params, decay)[1])
    return float(np.mean(losses))


def train(model, optimizer, training, validation, rng, batch_size=32, epochs=100, patience=10, decay=0.0):
    seen, new, lowest, vain = [], [], np.inf, 0
    while len(seen) < epochs and vain < patience:
        seen.append(train_epoch(model, optimizer, *training, batch_size, decay, rng))
        new.append(cross_entropy(model.predict_proba(validation[0]), validation[1]))
        vain += 1
        if new[-1] < lowest:
            lowest, vain, epoch = new[-1], 0, len(new) - 1
            kept = {name: np.array(param) for name, param in model.params.items()}
    model.params = kept
    return History(train=seen, validation=new, best=epoch)


def convolve(images, kernels, bias):
    n, H, W = images.shape
    f, a, b = kernels.shape
    Z = np.zeros((n, f, H - a + 1, W - b + 1)) + np.reshape(bias, (1, f, 1, 1))
    for p in range(a):
        for q in range(b):
            Z += images[:, None, p : p + H - a + 1, q : q + W - b + 1] * kernels[None, :, p, q, None, None]
    return Z


def convolve_backward(dZ, images, kernels):
    dimages, dkernels = np.zeros(images.shape), np.zeros(kernels.shape)
    _, _, h, w = dZ.shape
    for f, kernel in enumerate(kernels):
        for (p, q), weight in np.ndenumerate(kernel):
            dkernels[f, p, q] = np.sum(dZ[:, f] * images[:, p : p + h, q : q + w])
            dimages[:, p : p + h, q : q + w] += weight * dZ[:, f]
    return dimages, dkernels, dZ.sum(3).sum(2).sum(0)


def _loss_and_gradients(self, X, y):
    done = self.forward(X)
    delta = cross_entropy_backward(done.P, y)
    pooled = np.reshape(np.dot(delta, self.params["W"].T), (len(delta), -1, *(side // 2 for side in done.Z.shape[2:])))
    _, *kernels = convolve_backward(
        relu_backward(max_pool_backward(pooled, done.winners), done.Z), done.images, self.params["K"]
    )
    return cross_entropy(done.P, y), {
        "b": delta.sum(0), "W": np.dot(done.A.T, delta), "c": kernels[1], "K": kernels[0]
    }


ConvNet.loss_and_gradients = _loss_and_gradients
""",
}


@pytest.mark.parametrize(
    ("name", "styles"),
    [("05_backprop", BACKPROP), ("06_softmax", SOFTMAX), ("07_pytorch", PYTORCH), ("08_digits", DIGITS)],
    ids=["05_backprop", "06_softmax", "07_pytorch", "08_digits"],
)
def test_a_right_answer_in_another_style_earns_every_point(name, styles):
    assignment = find_assignment(REPO / "source", name)
    (content,) = solution_of(assignment).files.values()
    texts = {style: f"{content.decode()}\n{answer}" for style, answer in styles.items()}
    results = judged(assignment, texts, LAYERS if probes.sandbox() else frozenset())
    lost = {
        style: [check for check, status in statuses(result).items() if status != "passed"]
        for style, result in results.items()
    }
    assert lost == {style: [] for style in styles}
