"""Says what became of the attacks, as the lines of the report and as the table of docs/security/attacks.md."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from attacks import recipes

if TYPE_CHECKING:
    from attacks.run import Session

PAGE = recipes.HERE.parent / "docs" / "security" / "attacks.md"
MARK = "<!-- written by python attacks/run.py --table -->\n"


def report(sessions: list[Session]) -> int:
    """Prints everything that is not as it should be, and the counts; returns the exit status."""
    outcomes = [each for session in sessions for each in session.outcomes]
    for each in outcomes:
        for word in ("forged", "told", "unexpected"):
            for fault in getattr(each, word):
                print(f"{each.attack.assignment}/{each.attack.name}: {word}: {fault}")
    changed = [student for session in sessions for student in session.changed]
    leftovers = [left for session in sessions for left in session.leftovers]
    unexpected = [fault for session in sessions for fault in session.unexpected]
    for word, faults in (("changed", changed), ("left over", leftovers), ("unexpected", unexpected)):
        for fault in faults:
            print(f"{word}: {fault}")
    surprises = len(unexpected) + sum(bool(each.unexpected) for each in outcomes)
    forged = sum(bool(each.forged or each.told) for each in outcomes)
    exempted = sum(bool(each.attack.known) for each in outcomes)
    print(
        f"attacks tried {len(outcomes)}, exempted {exempted}, unexpected {surprises}, "
        f"forged {forged}, neighbours changed {len(changed)}, leftovers {len(leftovers)}"
    )
    return int(not outcomes or bool(surprises or forged or changed or leftovers))


def write(sessions: list[Session]) -> None:
    """Renews the table at the end of the page; of attacks that were not tried now, it keeps what became of them."""
    page = PAGE.read_text(encoding="utf-8")
    became = statuses_in(page)
    for each in (each for session in sessions for each in session.outcomes):
        became[f"{each.attack.assignment}/{each.attack.name}"] = each.statuses.replace("_", " ")
    PAGE.write_text(page.partition(MARK)[0] + table(became), encoding="utf-8")


def statuses_in(page: str) -> dict[str, str]:
    """The statuses of each attack that has a row in the page."""
    return dict(re.findall(r"^\| \[(.+?)\]\(.*\| ([^|;]*)[^|]* \|$", page, flags=re.MULTILINE))


def table(became: dict[str, str]) -> str:
    """The table of all attacks, given the statuses of each."""
    return MARK + "".join(_lines(became))


def _lines(became: dict[str, str]) -> Iterator[str]:
    attacks = {f"{each.assignment}/{each.name}": each for each in recipes.read_attacks()}
    for kind in recipes.kinds():
        yield f"\n### {kind.title}\n\n| attack | what it tries | what becomes of it |\n|---|---|---|\n"
        for where, attack in attacks.items():
            if attack.kind == kind.number and where in became:
                yield f"| [{where}](../../attacks/{where}) | {attack.about} | {became[where]}{_rest(attack)} |\n"


def _rest(attack: recipes.Attack) -> str:
    known = f"; passes all the same: {', '.join(attack.known)}" if attack.known else ""
    return known + ("; other exercises go with it" if attack.lost else "")
