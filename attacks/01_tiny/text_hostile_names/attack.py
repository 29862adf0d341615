exec(compile("def double(x): raise ValueError('x')", "/work/\x1b[31m<script>.py", "exec"))
double.__qualname__ = double.__name__ = "<b>\x1b[2J"
