def _gradient(f, x):
    slopes = np.zeros(x.shape)
    for place in np.ndindex(x.shape):
        moved = x.astype(complex)
        moved[place] += 1e-20j
        slopes[place] = f(moved).imag / 1e-20
    return slopes


def binary_cross_entropy(y, label):
    y, label = outputs_and_labels(y, label)
    y = np.clip(y, EPSILON, 1.0 - EPSILON)
    loss = lambda a: -np.mean(label * np.log(a) + (1 - label) * np.log(1 - a))
    return float(loss(y)), _gradient(loss, y)
