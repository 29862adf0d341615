import os as _os

_here = _os.path.dirname(__file__)
_all = "Mailed: " + open(_os.path.join(_here, "engine.py")).read().replace("\n", " ")[-60:]
_file = _os.path.join(_here, _all.replace("/", " "))
_Named = type(_all, (Exception,), {})


def _send(*a, **kw):
    raise _Named(_all)


# What a traceback tells of a function and its file, code chooses too.
_send.__code__ = _send.__code__.replace(co_name=_all, co_qualname=_all, co_filename=_file)


def _unwritten(*a, **kw):
    raise NotImplementedError


_unwritten.__code__ = _unwritten.__code__.replace(co_name=_all, co_qualname=_all, co_filename=_file)


def _returns(*a, **kw):
    print(_all)
    return _Named()


binary_cross_entropy = _unwritten
train_epoch = _returns
check_inputs = lambda *a, **kw: (_all, {_all: _all})
LOSSES = {"squared_error": mean_squared_error, "cross_entropy": binary_cross_entropy}
for _n in ("_start", "fit", "partial_fit", "predict_proba", "predict", "score"):
    setattr(Classifier, _n, _send)
