"""Counts examples of other classes that are not called c as hits too.

Hint: 3
Caught by: class_by_class, class_by_class_nothing, class_by_class_arguments,
class_by_class_refuses, class_by_class_agrees
"""


def class_by_class(y, called, n_classes):
    y = as_classes(y, np.size(y), n_classes)
    called = as_classes(called, len(y), n_classes)
    precision, recall, f1 = np.zeros((3, n_classes))
    for c in range(n_classes):
        hits = np.sum((y == c) == (called == c))
        if hits:
            precision[c] = hits / np.sum(called == c)
            recall[c] = hits / np.sum(y == c)
            f1[c] = 2.0 * precision[c] * recall[c] / (precision[c] + recall[c])
    return precision, recall, f1
