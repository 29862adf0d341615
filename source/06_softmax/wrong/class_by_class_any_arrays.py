"""Takes whatever it is given.

Caught by: class_by_class_refuses
"""


def class_by_class(y, called, n_classes):
    n = min(len(y), len(called))
    y, called = np.asarray(y)[:n], np.asarray(called)[:n]
    precision, recall, f1 = np.zeros((3, n_classes))
    for c in range(n_classes):
        hits = np.sum((y == c) & (called == c))
        if hits:
            precision[c], recall[c] = hits / np.sum(called == c), hits / np.sum(y == c)
            f1[c] = 2.0 * precision[c] * recall[c] / (precision[c] + recall[c])
    return precision, recall, f1
