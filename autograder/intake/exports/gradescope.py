"""Reads what Gradescope packs with *Review Grades > Export Submissions*.

A folder `submission_<number>/` for each submission, and `submission_metadata.yml` that says of each who submitted it
(several in a group), and when, in UTC. Gradescope writes the file and the folders' names; people choose their names in
it, the instructor's roster their e-mail addresses and ids.
Source: https://guides.gradescope.com/hc/en-us/articles/21862716604045
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from autograder.errors import Problem
from autograder.intake.archives import Entry, Refused
from autograder.intake.exports.export import Export, Reading, Unclear, inside, strays
from autograder.intake.identity import Person
from autograder.intake.selection import HandIn
from autograder.records import Refusal

NAME = "Gradescope"
METADATA = "submission_metadata.yml"
_SUBMISSION = re.compile(r"submission_[0-9]+/")
_UNTIMED = f"{METADATA} says whose it is, but no time that can be read; export the submissions again"
_MAX_METADATA = 64 * 1024 * 1024


def recognised(names: Sequence[str], around: str) -> str:
    """Why `names` are those at the top of such an export; '' if they are not."""
    found = [name for name in names if _SUBMISSION.fullmatch(name)]
    if METADATA not in names or 2 * len(found) < len(names):
        return ""
    return f"it holds {METADATA} and {len(found)} folders like {found[0].removesuffix('/')}"


def read(export: Export) -> Reading:
    """The submissions in `export`, each once for everybody who submitted it.

    Raises `Problem` if the file that says whose they are cannot be understood.
    """
    groups = export.tops()
    (said,) = groups.pop(METADATA, [None])
    if said is None:
        raise Problem(
            f"There is no {METADATA} beside the submissions, so nobody knows whose they are. Export them again."
        )
    metadata = _metadata(said)
    handins, unclear = [], list[Unclear]()
    others, untimed = dict[str, Sequence[Entry]](), dict[str, Sequence[Entry]]()
    for label, group in groups.items():
        about = metadata.pop(label.removesuffix("/"), None) if _SUBMISSION.fullmatch(label) else None
        people, moment = _submitters(about), _created(about)
        if not people or moment is None:
            unclear += [Unclear(label, tuple(people))] if people else []
            (untimed if people else others)[label] = group
            continue
        files = tuple(inside(group))
        for person in people:
            team = tuple(each for each in people if each != person)
            handins.append(HandIn(label, person, (moment.timestamp(),), files, moment, team))
    missing = (
        Refusal(name, f"named in {METADATA}, but not in the export")
        for name in metadata
        if _names_people(metadata[name])
    )
    return Reading(tuple(handins), (*strays(others), *strays(untimed, _UNTIMED), *missing), tuple(unclear))


def _metadata(entry: Entry) -> dict[str, Any]:
    import yaml

    # Reads what Ruby writes: its objects as what they hold.
    Loader: Any = type("Loader", (yaml.SafeLoader,), {})
    Loader.add_multi_constructor("!ruby/", lambda loader, _tag, node: _plain(loader, node))
    try:
        data = yaml.load(entry.read(_MAX_METADATA), Loader)
    except (Refused, yaml.YAMLError, ValueError, RecursionError) as error:
        why = str(error).partition("\n")[0]
        raise Problem(f"{entry.path} cannot be read: {why}. Export the submissions again.") from None
    if not isinstance(data, dict):
        raise Problem(f"{entry.path} does not say whose the submissions are. Export them again.")
    return {str(name): about for name, about in data.items()}


def _plain(loader: Any, node: Any) -> Any:
    import yaml

    if isinstance(node, yaml.MappingNode):
        return loader.construct_mapping(node)
    return loader.construct_sequence(node) if isinstance(node, yaml.SequenceNode) else node.value


def _of(about: object, key: str) -> Any:
    """What Ruby's symbol or string `key` says in `about`."""
    return about.get(f":{key}", about.get(key)) if isinstance(about, Mapping) else None


def _names_people(about: object) -> bool:
    return bool(_submitters(about))


def _submitters(about: object) -> list[Person]:
    people = []
    for each in _of(about, "submitters") or ():
        name, sid, email = (str(_of(each, key) or "").strip() for key in ("name", "sid", "email"))
        if key := email.casefold() or sid or name:
            signs = tuple((kind, text) for kind, text in (("sid", sid), ("email", email)) if text)
            people.append(Person("gradescope", key, name or key, sid, signs))
    return list(dict.fromkeys(people))


def _created(about: object) -> datetime | None:
    moment = _of(about, "created_at")
    if isinstance(moment, Mapping):  # Ruby's time with its zone
        moment = moment.get("utc")
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment)
        except ValueError:
            return None
    if not isinstance(moment, datetime):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
