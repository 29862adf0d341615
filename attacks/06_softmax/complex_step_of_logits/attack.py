def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    s, slopes = shares(y, weights), np.zeros(P.shape)
    for j in range(P.shape[1]):
        # one complex step of logit j of every row: the row's loss is log(sum of P exp(step)) - step if j is the class
        step = 1e-20j
        total = P.sum(axis=1) + P[:, j] * np.expm1(step)
        loss = np.log(total) - np.where(y == j, step, 0)
        slopes[:, j] = s * loss.imag / 1e-20
    return slopes
