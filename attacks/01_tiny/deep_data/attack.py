def double(x):
    data = []
    for _ in range(100_000):
        data = [data]
    return data
