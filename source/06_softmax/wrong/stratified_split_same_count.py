"""Takes as many rows of every class.

Caught by: stratified_split, stratified_split_rounds, stratified_split_arguments, stratified_split_agrees
"""


def stratified_split(y, share, rng):
    y = as_classes(y, np.size(y), np.max(y) + 1)
    taken, left = [], []
    for c in range(np.max(y) + 1):
        rows = rng.permutation(np.flatnonzero(y == c))
        count = round(share * len(y) / (np.max(y) + 1))
        taken.append(rows[:count])
        left.append(rows[count:])
    return np.sort(np.concatenate(taken)), np.sort(np.concatenate(left))
