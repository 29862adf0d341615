import time


def _sleep(*arguments, **options):
    time.sleep(10**6)


for _name, _value in list(globals().items()):
    if callable(_value) and not _name.startswith("_") and getattr(_value, "__module__", "") == __name__:
        if not isinstance(_value, type):
            globals()[_name] = _sleep
for _name in ("forward", "predict", "predict_proba", "loss_and_gradients", "fit", "__init__"):
    setattr(SoftmaxMLP, _name, _sleep)
