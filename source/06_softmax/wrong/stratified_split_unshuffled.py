"""Takes the first rows of each class, without shuffling.

Hint: 3
Caught by: stratified_split, stratified_split_arguments, stratified_split_agrees
"""


def stratified_split(y, share, rng):
    y = as_classes(y, np.size(y), np.max(y) + 1)
    taken, left = [], []
    for c in range(np.max(y) + 1):
        rows = np.flatnonzero(y == c)
        count = round(share * len(rows))
        taken.append(rows[:count])
        left.append(rows[count:])
    return np.sort(np.concatenate(taken)), np.sort(np.concatenate(left))
