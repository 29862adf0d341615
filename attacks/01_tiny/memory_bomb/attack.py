def double(x):
    data = []
    while True:
        data.append(bytearray(16 * 2**20))
