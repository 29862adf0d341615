"""The report on a class in a real browser: it sorts and filters, asks for nothing, and axe-core finds nothing wrong."""

from __future__ import annotations

import msgspec
import pytest
from accessibility import violations
from browser import chromium, keep_screenshot, requests
from helpers import REPO, autograder
from made_class import made_check, made_class, made_result
from made_grades import ASSIGNMENT
from selenium.webdriver.common.by import By

from autograder.grading.outcomes import Outcome
from autograder.grading.regrade import Planned
from autograder.report.class_report import class_report
from autograder.report.page import regrade_page, report_page
from autograder.report.records import ClassReport
from autograder.report.regrade import Regrade, regrade_report
from autograder.similarity.compare import HandIn, Pair
from autograder.similarity.page import Page, similarity_page
from autograder.similarity.side_by_side import shown_pair
from autograder.similarity.winnowing import Place

pytestmark = [pytest.mark.slow, pytest.mark.browser]


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    path = tmp_path_factory.mktemp("report") / "report.html"
    path.write_text(report_page(class_report(ASSIGNMENT, made_class(60))), encoding="utf-8")
    return path.as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def rows(browser):
    return [row for row in browser.find_elements(By.CSS_SELECTOR, "#students tbody tr") if row.is_displayed()]


def column(browser, place):
    script = (
        "return [...document.querySelectorAll('#students tbody tr')].map(r => r.cells[arguments[0]].textContent.trim())"
    )
    return browser.execute_script(script, place)


def test_a_click_on_a_heading_sorts_by_it_and_another_turns_it_round(browser, page):
    browser.get(page)
    score = browser.find_elements(By.CSS_SELECTOR, "#students th button")[1]
    score.click()
    assert [float(each) for each in column(browser, 1)] == sorted(float(each) for each in column(browser, 1))
    score.click()
    assert column(browser, 1)[0] == "3"
    assert browser.find_elements(By.CSS_SELECTOR, "#students th")[1].get_attribute("aria-sort") == "descending"


def test_typing_leaves_the_rows_that_hold_each_word(browser, page):
    browser.get(page)
    browser.find_element(By.ID, "filter").send_keys("student_0007")
    assert [row.text.split()[0] for row in rows(browser)] == ["student_0007"]
    assert browser.find_element(By.ID, "shown").text == "1 of 60 shown"


def test_the_page_asks_for_nothing_and_axe_finds_nothing_wrong(browser, page):
    browser.get(page)
    keep_screenshot(browser, REPO / "build" / "screenshots" / "report.png")
    assert violations(browser) == []
    assert [url for url in requests(browser) if not url.startswith(("file:", "data:"))] == []


def test_so_is_the_page_of_similar_hand_ins(browser, tmp_path):
    code = "def f(a):\n    order = sorted(a, key=lambda each: each.first)\n    return order\n"
    places = {7: Place("e.py", "f", 2, 2)}
    handins = [HandIn(("ada",), places), HandIn(("ben", "cleo"), places)]
    files = {student: {"e.py": code.encode()} for student in ("ada", "ben")}
    shown = shown_pair(Pair(0, 1, 40.0, 0.9, (3, 4), (7,), (("f", "f_value", "v1"),)), handins, files)
    path = tmp_path / "similarity.html"
    path.write_text(similarity_page(Page("01_autograd", "A scalar", 40, 12, (shown,))), encoding="utf-8")
    browser.get(path.as_uri())
    keep_screenshot(browser, REPO / "build" / "screenshots" / "similarity.png")
    assert violations(browser) == []
    assert [url for url in requests(browser) if not url.startswith(("file:", "data:"))] == []


def test_the_command_writes_the_page_and_the_same_figures_as_json(tmp_path):
    results = tmp_path / "03_classifier"
    results.mkdir()
    for result in made_class(3):
        (results / f"{result.student}.json").write_bytes(msgspec.json.encode(result))
    place = tmp_path / "page.html"
    command = ("report", "03_classifier", "--results", str(tmp_path))
    assert autograder(*command, "--output", str(place), cwd=REPO).returncode == 0
    assert "student_0002" in place.read_text(encoding="utf-8")
    said = autograder(*command, "--json", cwd=REPO)
    assert msgspec.json.decode(said.stdout, type=ClassReport).graded == 3


def test_a_page_of_a_regrade_asks_for_nothing_either_and_axe_finds_nothing_wrong(browser, tmp_path):
    path = tmp_path / "regrade.html"
    path.write_text(regrade_page(made_regrade()), encoding="utf-8")
    browser.get(path.as_uri())
    keep_screenshot(browser, REPO / "build" / "screenshots" / "regrade.png")
    assert violations(browser) == []
    assert [url for url in requests(browser) if not url.startswith(("file:", "data:"))] == []


def made_regrade() -> Regrade:
    """A class of sixty of which a check that was wrong is corrected."""
    olds = made_class(60)
    news = [made_result(old.student, [made_check(c.name, c.exercise, True) for c in old.checks]) for old in olds]
    plan = Planned(tuple(Outcome(new, old, True, None, ("backward_sum",)) for old, new in zip(olds, news, strict=True)))
    return regrade_report(ASSIGNMENT, plan, ["backward_sum"])
