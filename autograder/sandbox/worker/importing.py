"""Finds and compiles a student's modules once, for all the processes that run them; none of their code runs here."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import sys
from collections.abc import Iterable
from importlib.machinery import FileFinder, SourceFileLoader
from types import CodeType, ModuleType


class Importer:
    """The modules `names` in `folder`, ready to be run in order."""

    def __init__(self, names: Iterable[str], folder: str) -> None:
        self._names = tuple(names)
        self._made: dict[str, tuple[ModuleType, CodeType]] = {}
        finder = FileFinder(folder, (SourceFileLoader, [".py"]))
        for name in self._names:
            # What cannot be compiled is told where it is imported.
            with contextlib.suppress(Exception):
                spec = finder.find_spec(name)
                if spec and isinstance(spec.loader, SourceFileLoader) and importlib.util.find_spec(name) is None:
                    code = spec.loader.get_code(name)
                    self._made |= {name: (importlib.util.module_from_spec(spec), code)} if code else {}

    def run(self) -> None:
        """Imports the modules, as `import` would."""
        for name in self._names:
            if name in self._made and name not in sys.modules:
                _run(name, *self._made[name])
            else:
                importlib.import_module(name)


def _run(name: str, module: ModuleType, code: CodeType) -> None:
    sys.modules[name] = module
    try:
        exec(code, module.__dict__)
    except BaseException:
        sys.modules.pop(name, None)
        raise
