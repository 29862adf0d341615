"""The module of a student, and what a session is asked about it."""

from __future__ import annotations

from typing import Any

MODULE = "quartet"


def request(body: str, **arguments: Any) -> dict[str, Any]:
    names = ", ".join([MODULE, *arguments])
    source = f"def probe({names}):\n    {body}"
    return {"source": source, "name": "probe", "modules": [MODULE], "arguments": arguments, "seconds": 5}
