def attend_backward(dM, Q, K, V, A):
    """No way back through the softmax: a complex step for each score, from the scores that belong to the weights."""
    scores = np.log(np.abs(A) + 1e-300).astype(complex)
    dA, dscores = dM @ V.transpose(0, 2, 1), np.zeros(A.shape)
    for s, u in np.ndindex(A.shape[1:]):
        moved = scores[:, s].copy()
        moved[:, u] += 1e-20j
        E = np.exp(moved)
        dscores[:, s, u] = (dA[:, s] * (E / E.sum(axis=1, keepdims=True)).imag).sum(axis=1) / 1e-20
    dscores = dscores / np.sqrt(Q.shape[2])
    return dscores @ K, dscores.transpose(0, 2, 1) @ Q, A.transpose(0, 2, 1) @ dM
