"""Names the errors that reach a person, and says what to install."""

from __future__ import annotations

from pathlib import Path

SEE_DOCTOR = "`autograder doctor` says what this machine lacks; for your own code, --sandbox none does without."
DISTRIBUTION = "chainrule"


class Problem(Exception):
    """Something a person has to mend; its text says what happened, where, and what to do next.

    The command line prints it without a traceback and exits with status 2.
    """


class Missing(Problem, ImportError):
    """A package of one of the kit's extras is not installed; a notebook, too, shows its text alone."""

    def __init__(self, package: str, extra: str) -> None:
        super().__init__(f"{package} is not installed. Install it with: {install_command(extra)}")

    def _render_traceback_(self) -> list[str]:  # IPython asks for it
        return [str(self)]


def install_command(extra: str = "") -> str:
    """The command that installs the kit, with an extra or several: from where this one came, never by name.

    No index has the kit, so its name there would be whoever's takes it.
    """
    source, editable = _origin()
    return f'pip install {"-e " if editable else ""}"{source}{f"[{extra}]" if extra else ""}"'


def _origin() -> tuple[str, bool]:
    """The folder or wheel that the kit was installed from, and whether so that changes there are in force."""
    # Here: a command that goes well, as a student's, does without what they take to load.
    import importlib.metadata
    import json
    from urllib.parse import urlparse
    from urllib.request import url2pathname

    unknown = "FOLDER OR WHEEL OF THE KIT", False
    try:
        told = importlib.metadata.distribution(DISTRIBUTION).read_text("direct_url.json")
    except importlib.metadata.PackageNotFoundError:
        return unknown
    origin = json.loads(told or "{}")
    url = urlparse(origin.get("url", ""))
    place = Path(url2pathname(url.path))
    if url.scheme != "file" or not place.exists():
        return unknown
    return str(place), origin.get("dir_info", {}).get("editable", False)


class ProbeError(TypeError):
    """A probe that cannot cross to the worker; its text says which, where and what to change."""
