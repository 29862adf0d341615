def sigmoid(self):
    raise ValueError("[red]\x1b[31m</pre><script>alert(1)</script>\u202e=1+1 {{7*7}} %s %(x)s \\")


Value.sigmoid = sigmoid
