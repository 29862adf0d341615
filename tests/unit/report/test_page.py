"""The page shows what the report holds, escapes what a student chose, and allows no script but its own."""

from __future__ import annotations

import base64
import hashlib
import re

import msgspec
from made_class import made_check, made_class, made_result
from made_grades import ASSIGNMENT

from autograder.records import Flag
from autograder.report.class_report import class_report, with_roster
from autograder.report.page import number, report_page

EVIL = "<script>alert(1)</script>\" onload='x"


def test_every_student_and_check_is_on_the_page():
    report = class_report(ASSIGNMENT, made_class(25))
    page = report_page(report)
    assert all(row.student in page for row in report.rows)
    assert all(f"<code>{check.name}</code>" in page for check in report.checks)


def test_what_a_student_chose_is_text():
    check = made_check("a", "sigmoid", False, EVIL)
    results = [made_result(EVIL, [check], flags=(Flag(EVIL, 1, EVIL),)), made_result("bob", [check])]
    page = report_page(class_report(ASSIGNMENT, results))
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert len(re.findall(r"<script\b", page)) == 1


def test_the_policy_allows_just_the_script_and_style_of_the_page():
    page = report_page(class_report(ASSIGNMENT, made_class(3)))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)[1].replace("&#39;", "'")
    for tag in ("style", "script"):
        (text,) = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy


def test_a_class_of_one_and_one_of_a_thousand_are_pages():
    assert "1</b>graded" in report_page(class_report(ASSIGNMENT, made_class(1)))
    many = report_page(class_report(ASSIGNMENT, made_class(1000)))
    assert len(many) < 1_500_000
    assert len(re.findall(r"<\w", many)) < 12_000, "elements: benchmarks/opening.py measures how long they take"


def test_what_is_said_to_a_cluster_is_shown_as_its_students_see_it():
    check = made_check("a", "sigmoid", False, "3")
    report = class_report(ASSIGNMENT, [made_result(student, [check], files=student) for student in ("ada", "bob")])
    said = tuple(msgspec.structs.replace(each, comment="`x` is <squared>") for each in report.clusters)
    page = report_page(msgspec.structs.replace(report, clusters=said))
    assert "You say to all of them: <code>x</code> is &lt;squared&gt;</p>" in page


def test_a_cluster_says_real_names():
    check = made_check("a", "sigmoid", False, "3")
    results = [made_result(student, [check], files=student) for student in ("okaforada_101", "bob")]
    report = with_roster(class_report(ASSIGNMENT, results), {"okaforada_101": f"Ada {EVIL}"}, (), {})
    (cluster,) = re.findall(r"<details><summary><b>2</b>.*?</details>", report_page(report), re.DOTALL)
    assert "Ada &lt;script&gt;" in cluster
    assert 'class="dim">okaforada_101</span>, bob</p>' in cluster


def test_numbers_are_as_people_write_them():
    assert [number(12.0), number(12.54), number(0.126, 2), number(99.6, 0), number(100.0, 0)] == [
        "12",
        "12.5",
        "0.13",
        "100",
        "100",
    ]


def test_a_share_stays_beside_its_bar_and_what_a_sentence_quotes_is_code():
    check = msgspec.structs.replace(made_check("a", "sigmoid", True), sentence="`sigmoid` is <half> at 0.")
    page = report_page(class_report(ASSIGNMENT, [made_result("ada", [check])]))
    assert "<code>sigmoid</code> is &lt;half&gt; at 0." in page
    assert re.search(r'<td class="share"><meter [^>]*></meter> 100 %</td>', page)
    assert re.search(r"td\.share \{[^}]*white-space: nowrap", page)
