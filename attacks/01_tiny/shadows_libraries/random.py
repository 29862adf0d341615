seed = lambda *args: None
