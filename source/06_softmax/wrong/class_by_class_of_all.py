"""Divides by all examples.

Caught by: class_by_class, class_by_class_nothing, class_by_class_arguments,
class_by_class_agrees, class_by_class_refuses
"""


def class_by_class(y, called, n_classes):
    y = as_classes(y, np.size(y), n_classes)
    called = as_classes(called, len(y), n_classes)
    precision, recall, f1 = np.zeros((3, n_classes))
    for c in range(n_classes):
        hits = np.sum((y == c) & (called == c))
        if hits:
            precision[c] = hits / len(y)
            recall[c] = hits / len(y)
            f1[c] = 2.0 * precision[c] * recall[c] / (precision[c] + recall[c])
    return precision, recall, f1
