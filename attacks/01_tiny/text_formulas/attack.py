class cmd(Exception):
    pass


def double(x):
    print('=cmd|"/c calc"!A1')
    raise cmd('=HYPERLINK("http://example.org"),+1,-1,@SUM(1)')
