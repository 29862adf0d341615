def softmax(Z):
    return np.ones((len(Z), 1))
