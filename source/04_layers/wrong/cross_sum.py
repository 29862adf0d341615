"""Adds the features, which tells a neuron nothing that it did not know.

Caught by: cross, cross_agrees, cross_learns_xor
"""


def add_feature_cross(X):
    X = as_examples(X, 2)
    return np.array([*X, X.sum(axis=0)])
