"""Tables of groups as Canvas, Moodle and an instructor write them."""

from __future__ import annotations

from pathlib import Path

from autograder.platforms.roster.groups import Membership, read_groups

CANVAS = (
    "name,canvas_user_id,user_id,login_id,sections,group_name,canvas_group_id,group_id\n"
    "Ada Okafor,101,S1,ada,Class 1,Team 1,45,\nBen Ito,102,S2,ben,Class 1,Team 1,45,\nDan Lee,104,S4,dan,Class 1,,,\n"
)
MOODLE = (
    "Grouping,Group,First name,Last name,Email address\nProject,Team 1,Ada,Okafor,ada@uni.edu\n"
    "Project,Team 1,Ben,Ito,ben@uni.edu\nProject,Team 2,,,\n[Not in a group],No group,Dan,Lee,dan@uni.edu\n"
)


def lines_of(tmp_path: Path, text: str, **how: str) -> list[Membership]:
    path = tmp_path / "export.csv"
    path.write_text(text, encoding="utf-8")
    return read_groups(path, **how)
