def double(x):
    data = []
    data.append(data)
    return data
