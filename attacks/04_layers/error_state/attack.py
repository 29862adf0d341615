def add_feature_cross(X):
    np.seterr(all="raise")
    np.set_printoptions(precision=1, threshold=1)
    np.random.seed(0)
    np.exp = np.dot = None
    return X
