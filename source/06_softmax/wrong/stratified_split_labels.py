"""Returns the labels of the rows, not their numbers.

Hint: 2
Caught by: stratified_split, stratified_split_rounds, stratified_split_arguments, stratified_split_agrees
"""


def stratified_split(y, share, rng):
    y = as_classes(y, np.size(y), np.max(y) + 1)
    taken, left = [], []
    for c in range(np.max(y) + 1):
        rows = rng.permutation(np.flatnonzero(y == c))
        count = round(share * len(rows))
        taken.append(rows[:count])
        left.append(rows[count:])
    return y[np.sort(np.concatenate(taken))], y[np.sort(np.concatenate(left))]
