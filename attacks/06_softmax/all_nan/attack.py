def softmax(Z):
    return np.full(np.shape(Z), np.nan)
