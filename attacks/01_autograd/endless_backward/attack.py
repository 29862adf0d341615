def backward(self):
    while True:
        pass


Value.backward = backward
