"""Rounds down how many of a class are taken.

Hint: 4
Caught by: stratified_split_rounds, stratified_split_agrees
"""


def stratified_split(y, share, rng):
    y = as_classes(y, np.size(y), np.max(y) + 1)
    taken, left = [], []
    for c in range(np.max(y) + 1):
        rows = rng.permutation(np.flatnonzero(y == c))
        count = int(share * len(rows))
        taken.append(rows[:count])
        left.append(rows[count:])
    return np.sort(np.concatenate(taken)), np.sort(np.concatenate(left))
