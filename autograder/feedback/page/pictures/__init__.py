"""Shows students what their own code made: a computation graph, a loss curve, a decision boundary."""
