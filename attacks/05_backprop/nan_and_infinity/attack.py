def binary_cross_entropy(y, label):
    return float("nan"), np.full(np.shape(y), np.inf)
