def attend_backward(dM, Q, K, V, A):
    """No way back: a complex step for each entry of Q, K and V."""
    mask = np.tri(Q.shape[1], dtype=bool)

    def brought(Q, K, V):
        scores = Q @ K.transpose(0, 2, 1) / np.sqrt(Q.shape[2])
        E = np.where(mask, np.exp(scores - scores.real.max(axis=2, keepdims=True)), 0.0)
        return E / E.sum(axis=2, keepdims=True) @ V

    slopes = []
    for which in range(3):
        given = [np.array(each, dtype=complex) for each in (Q, K, V)]
        slope = np.zeros(Q.shape)
        for place in np.ndindex(Q.shape[1:]):
            given[which][(slice(None), *place)] += 1e-30j
            slope[(slice(None), *place)] = (dM * brought(*given).imag).sum(axis=(1, 2)) / 1e-30
            given[which][(slice(None), *place)] -= 1e-30j
        slopes.append(slope)
    return tuple(slopes)
