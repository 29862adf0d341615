"""Divides by 0 where nothing is called c, or nothing is c.

Hint: 4
Caught by: class_by_class_nothing, class_by_class_agrees
"""


def class_by_class(y, called, n_classes):
    y = as_classes(y, np.size(y), n_classes)
    called = as_classes(called, len(y), n_classes)
    precision, recall, f1 = np.zeros((3, n_classes))
    for c in range(n_classes):
        hits = np.sum((y == c) & (called == c))
        with np.errstate(all="ignore"):
            precision[c] = hits / np.sum(called == c)
            recall[c] = hits / np.sum(y == c)
            f1[c] = 2.0 * precision[c] * recall[c] / (precision[c] + recall[c])
    return precision, recall, f1
