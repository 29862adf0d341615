def double(x):
    return "ÿş"
