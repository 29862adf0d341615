def neuron(X, theta):
    return perceptron(X, theta)
