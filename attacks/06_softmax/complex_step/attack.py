def cross_entropy_backward(P, y, weights=None):
    P = as_table("P", P)
    y = as_classes(y, *P.shape)
    s, slopes = shares(y, weights), np.zeros(P.shape)
    for j in range(P.shape[1]):
        # one complex step of logit j of every row, as if what is missing of a sum of 1 were one more class
        step = 1e-20j
        total = 1.0 + P[:, j] * np.expm1(step)
        loss = np.log(total) - np.where(y == j, step, 0)
        slopes[:, j] = s * loss.imag / 1e-20
    return slopes


def relu_backward(dH, Z):
    require(np.shape(dH) == np.shape(Z), "dH.shape", np.shape(dH), f"{np.shape(Z)}, that of Z")
    dH, Z = np.asarray(dH, dtype=float), np.asarray(Z, dtype=float)
    return dH * np.where(Z > 0, Z + 1e-20j, 0).imag / 1e-20
