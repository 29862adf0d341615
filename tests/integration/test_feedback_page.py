"""A feedback page in a real browser: it asks for nothing, axe-core finds nothing wrong, and a keyboard is enough."""

from __future__ import annotations

import msgspec
import pytest
from accessibility import violations
from browser import chromium, keep_screenshot, requests
from helpers import REPO
from made_feedback import RESULT, made_page
from made_pictures import ENGINE, SOURCE
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from autograder.course.manifest import read_assignment
from autograder.feedback.page.compose import Extras
from autograder.feedback.page.html import page_html
from autograder.feedback.page.pictures.gallery import Gallery
from autograder.feedback.page.records import Mark, Marks
from autograder.grading.alike import behaviours, name_of
from autograder.grading.pool import JudgeSettings
from autograder.markup.markdown import rendered
from autograder.records import Submission

pytestmark = [pytest.mark.slow, pytest.mark.browser]
WRONG = ENGINE.replace("2.0 * self._operands[0].data", "self._operands[0].data")
ANSWER = r"As $\frac{dL}{dw} = 0$, *nothing* moves: `x = 1`." + "\n\n| a | b |\n|---|---|\n| 1 | 2 |\n"


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    place = tmp_path_factory.mktemp("feedback")
    with Gallery(JudgeSettings(read_assignment(SOURCE), b"", frozenset()), place, place / "solution.json") as gallery:
        pictures = gallery.of(Submission("ada", {"engine.py": WRONG.encode()}))
    told = {"why": rendered(ANSWER)}
    checks = tuple(msgspec.structs.replace(each, alike=each.seen) for each in RESULT.checks)
    result = msgspec.structs.replace(RESULT, checks=checks)
    said = {(name, name_of(own)): "You divide by `0`." for name, own in behaviours(result).items()}
    made = made_page(
        result=result,
        extras=Extras(Marks({}, {"why": Mark(1.0)}), 0.5, pictures, told, {"why": rendered("Good.")}, said),
    )
    (place / "index.html").write_text(page_html(made), encoding="utf-8")
    assert (place / "index.html").stat().st_size < 500_000
    return (place / "index.html").as_uri()


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    with chromium(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def test_the_page_asks_for_nothing_and_axe_finds_nothing_wrong(browser, page):
    browser.get(page)
    keep_screenshot(browser, REPO / "build" / "screenshots" / "feedback_own.png")
    assert "You divide by 0." in browser.find_element(By.CSS_SELECTOR, ".exercise .comment").text
    assert violations(browser) == []
    assert [url for url in requests(browser) if not url.startswith(("file:", "data:"))] == []
    assert browser.get_log("browser") == [], "nothing that the page's own policy forbids"


def test_a_wrong_gradient_is_seen_in_the_students_graph(browser, page):
    browser.get(page)
    texts = [each.text for each in browser.find_elements(By.CSS_SELECTOR, ".picture svg text")]
    assert "should be 4" in texts
    assert "One gradient is wrong" in browser.find_element(By.TAG_NAME, "body").text


def test_a_keyboard_opens_a_hint(browser, page):
    browser.get(page)
    hint = browser.find_element(By.CSS_SELECTOR, ".hint")
    body = browser.find_element(By.TAG_NAME, "body")
    for _ in range(40):
        body.send_keys(Keys.TAB)
        if browser.execute_script("return document.activeElement.parentElement === arguments[0]", hint):
            break
    browser.switch_to.active_element.send_keys(Keys.ENTER)
    assert hint.find_element(By.TAG_NAME, "p").is_displayed()


def test_on_paper_all_that_can_be_folded_is_open_but_hints(browser, page):
    browser.get(page)
    folded = "return [...document.querySelectorAll('details:not(.hint) > :not(summary)')].map(e => e.checkVisibility())"
    assert not all(browser.execute_script(folded))
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    opened = browser.execute_script(folded)
    shown = [each.is_displayed() for each in browser.find_elements(By.CSS_SELECTOR, ".hint")]
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert all(opened)
    assert not any(shown)
