WEAPONS = "</pre></div><script>alert(1)</script><img src=x onerror=alert(1)><a href=javascript:alert(1)>x</a>${7*7}{{7*7}}"


def double(x):
    print(WEAPONS)
    raise ValueError(WEAPONS)
