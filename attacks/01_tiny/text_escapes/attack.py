def double(x):
    weapons = "\x1b[2J\x1b[31m\x1b]0;title\x07\r\x08\x00\u202e\u2066\x9b31m\ud800\u2028[red]x[/red]"
    print(weapons)
    raise type("Error" + weapons.replace("\0", "").encode("utf-8", "replace").decode(), (Exception,), {})(weapons)
