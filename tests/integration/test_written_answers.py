"""Written answers in a real browser, on the pages of a real formgrader and of nbgrader's feedback.

Three guards stand one behind the other: an answer's spelling is made harmless when it is graded, what is rendered of it
is sanitised, and the page's policy lets nothing run. Each is tried without the others.
"""

from __future__ import annotations

import os
import re
import shutil
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from answers_corpus import ANSWERS
from browser import TOKEN, chromium, requests, serving
from gradebooks import answering, gradebook, hand_in, make_course, nbgrader_here
from helpers import PATIENCE, REPO
from nbgrader.server_extensions.formgrader.base import BaseHandler
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.support.wait import WebDriverWait

from autograder.course.course import Course
from autograder.grading.settings import judge_settings
from autograder.platforms.nbgrader import carrier, pages

pytestmark = [pytest.mark.slow, pytest.mark.nbgrader, pytest.mark.browser]
SCREENSHOTS = Path(os.environ.get("CHAINRULE_SCREENSHOTS", REPO / "build" / "screenshots"))
OFF = {
    "spelling": "carrier.harmless = lambda text: text",
    "sanitiser": "pages.PageExporter.default_filters = pages.HTMLExporter.default_filters",
    "policy": "BaseHandler.content_security_policy = JupyterHandler.content_security_policy\n"
    "pages.HEAD = pages.HEAD.replace('Content-Security-Policy', 'X')",
}
# What these change.
GUARDS = (
    (carrier, "harmless"),
    (pages.PageExporter, "default_filters"),
    (BaseHandler, "content_security_policy"),
    (pages, "HEAD"),
)
IMPORTS = """
from jupyter_server.base.handlers import JupyterHandler
from nbgrader.server_extensions.formgrader.base import BaseHandler
from autograder.course.course import Course
from autograder.grading.settings import judge_settings
from autograder.platforms.nbgrader import carrier, pages
"""
NAME = "<img src=https://elsewhere.example/name onerror=localStorage.ran9999=1>"
FORMULAS = (
    "Inline $\\frac{\\partial L}{\\partial w}$ and \\\\(s(1-s)\\\\).",
    "$$\\sum_{i=1}^n x_i^2 < \\infty$$",
    "\\\\[ \\begin{pmatrix} a & b \\\\ c & d \\end{pmatrix} \\\\]",
    "\\begin{align}\ndz &= da \\cdot s(1 - s) \\\\\ndw &= x\\, dz\n\\end{align}",
    "$$\\begin{aligned} a &= b \\\\ c &= d \\end{aligned}$$",
)
MARKDOWN = """## Why

Because **two** halves, *equal* ones, make `x + x`, ~~not~~:

1. first
2. second

- [x] done

| a | b |
|---|--:|
| 1 | $y$ |

```python
def double(x): return 2 * x if x < 9 else x
```

> See [the paper](https://example.org/paper "of 1986"), or ![a plot](https://example.org/plot.png).
"""
PROVOKE = """
const done = arguments[0];
const target = link => String(link.href.baseVal || link.href);
document.addEventListener("click", event => {
    const link = event.target.closest("a");
    if (link && !/^(javascript|data):/.test(target(link))) event.preventDefault();  // only leaves the page
}, true);
const click = each => each.dispatchEvent(new MouseEvent("click", {bubbles: true, cancelable: true, view: window}));
(async () => {
    for (const link of document.querySelectorAll(".text_cell_render a")) {
        click(link);
        if (/^(javascript|data):/.test(target(link))) await new Promise(next => setTimeout(next, 20));
    }
    for (const each of document.querySelectorAll(".text_cell_render *")) {
        for (const type of ["mouseover", "mouseenter", "pointerover", "keydown", "focus", "toggle", "submit"])
            each.dispatchEvent(new Event(type, {bubbles: false, cancelable: true}));
        if (each.focus) each.focus();
        click(each);
    }
    done();
})();
"""


class Seen(NamedTuple):
    """What came of opening a page and touching everything that a student wrote on it."""

    ran: set[int]
    called: set[str]


class Reader:
    """Opens pages, and touches everything on them."""

    def __init__(self, browser: webdriver.Chrome) -> None:
        self.browser = browser

    def open(self, address: str) -> None:
        self.browser.get(address)
        WebDriverWait(self.browser, PATIENCE).until(
            lambda browser: browser.execute_script("return document.readyState") == "complete"
        )

    def provoke(self, address: str, plain: str) -> Seen:
        """What comes of the page at `address`; `plain` is one of the same origin, where the traces are kept."""
        requests(self.browser)
        self.open(address)
        self.browser.execute_async_script(PROVOKE)
        keys = ActionChains(self.browser).key_down(Keys.ALT).send_keys("x").key_up(Keys.ALT)
        keys.send_keys(*[Keys.TAB] * 5).perform()
        time.sleep(1)  # what fails to load says so later
        self.open(plain)
        left = {
            url for url in requests(self.browser) if url.startswith("http") and not url.startswith("http://127.0.0.1")
        }
        ran = self.browser.execute_script("return Object.keys(localStorage)")
        self.browser.execute_script("localStorage.clear()")
        return Seen({int(key[3:]) for key in ran if key.startswith("ran")}, left)

    def find(self, selector: str) -> list[Any]:
        return self.browser.find_elements(By.CSS_SELECTOR, f".text_cell_render {selector}")


class Site(NamedTuple):
    """A course's pages in a browser."""

    reader: Reader
    root: Path
    formgrader: str

    def address(self, page: str, student: str = "eve") -> str:
        if page == "feedback":
            return (self.root / "feedback" / student / "01_tiny/01_tiny.html").as_uri()
        with gradebook(self.root) as book:
            return f"{self.formgrader}/submissions/{book.find_submission_notebook('01_tiny', '01_tiny', student).id}/"

    def provoke(self, page: str) -> Seen:
        plain = (self.root / "nbgrader_config.json").as_uri()
        if page == "formgrader":
            plain = f"{self.formgrader}/static/css/formgrade.css"
        return self.reader.provoke(self.address(page), plain)


@pytest.fixture(scope="module")
def course(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = make_course(tmp_path_factory.mktemp("answers") / "course", questions=len(ANSWERS))
    opened = Course(root)
    judge_settings(opened, opened.assignment("01"), frozenset())  # found out once, and not by each that grades
    return root


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with chromium(tmp_path_factory.mktemp("browser")) as browser:
        browser.set_script_timeout(PATIENCE)
        yield Reader(browser)


def opened(reader: Reader, course: Path, folder: Path, answers: dict[str, list[str]], *off: str) -> Iterator[Site]:
    """The pages of students with these answers, some of the guards off."""
    root = folder / "course"
    shutil.copytree(course, root)
    with (root / "nbgrader_config.py").open("a") as config:
        config.write(IMPORTS + "\n".join(OFF[guard] for guard in off))
    for student in answers:
        hand_in(root, student, notebook=answering(root, answers[student]))
        with gradebook(root) as book:  # a name comes from an LMS, where students may choose it
            book.add_student(student, first_name=student, last_name=NAME)
    with pytest.MonkeyPatch.context() as patch:
        for owner, name in GUARDS:  # to be put back after the configuration changed it
            patch.setattr(owner, name, getattr(owner, name))
        for command in ("autograde", "generate_feedback"):
            said = nbgrader_here(command, "01_tiny", cwd=root)
            assert said.returncode == 0, said.log
    with serving(root) as formgrader:
        reader.open(f"{formgrader}?token={TOKEN}")
        yield Site(reader, root, formgrader)


@pytest.fixture(scope="module")
def site(reader: Reader, course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """As it is in a course: eve is hostile, and ada is not."""
    answers = {"eve": ANSWERS, "ada": [MARKDOWN, *FORMULAS]}
    yield from opened(reader, course, tmp_path_factory.mktemp("site"), answers)


@pytest.fixture(scope="module", params=list(OFF))
def one_guard(request: Any, reader: Reader, course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    off = [guard for guard in OFF if guard != request.param]
    answers = {"eve": answers_for(request.param)}
    yield from opened(reader, course, tmp_path_factory.mktemp(request.param), answers, *off)


@pytest.fixture(scope="module")
def unguarded(reader: Reader, course: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    yield from opened(reader, course, tmp_path_factory.mktemp("unguarded"), {"eve": answers_for("")}, *OFF)


def answers_for(guard: str) -> list[str]:
    """All, but without sanitiser and spelling those that replace the page: a policy has no word on that."""
    leaving = ("http-equiv=refresh", "attachment:")
    alone = guard in ("", "policy")
    return [each for each in ANSWERS if not (alone and any(word in each for word in leaving))]


@pytest.mark.parametrize("page", ["formgrader", "feedback"])
def test_no_spelling_runs_a_script_or_calls_elsewhere(site, page):
    assert len(ANSWERS) >= 100
    assert site.provoke(page) == Seen(set(), set())
    site.reader.open(site.address(page))
    assert len(site.reader.find("p")) > 100


@pytest.mark.parametrize("page", ["formgrader", "feedback"])
def test_each_guard_alone_stops_them_all(one_guard, page):
    assert one_guard.provoke(page) == Seen(set(), set())


@pytest.mark.parametrize("page", ["formgrader", "feedback"])
def test_without_any_guard_they_do_run(unguarded, page):
    seen = unguarded.provoke(page)
    assert len(seen.ran) > 50
    assert len(seen.called) > 25


@pytest.mark.parametrize("page", ["formgrader", "feedback"])
def test_formulas_are_set(site, page):
    reader = site.reader
    reader.open(site.address(page, "ada"))
    formulas = reader.find("math")
    assert len(formulas) == 7
    assert all(each.size["width"] > 5 and each.size["height"] > 5 for each in formulas)
    above, below = (part.rect["y"] for part in reader.find("mfrac > *"))
    assert below > above + 5
    first, second = (
        row.rect["x"]
        for row in reader.find("mtr:first-child > mtd > mo")[:1] + reader.find("mtr:nth-child(2) > mtd > mo")[:1]
    )
    assert abs(first - second) < 1
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    text = " ".join(each.text for each in reader.find("p"))
    assert "$" not in text
    assert "\\" not in text
    reader.browser.set_window_size(1100, 2400)
    reader.browser.save_screenshot(SCREENSHOTS / f"answers-{page}.png")


OURS = ("Your answer:", "For whoever marks; not in feedback")


@pytest.mark.parametrize("page", ["formgrader", "feedback"])
def test_ordinary_markdown_is_as_it_was(site, page):
    reader = site.reader
    reader.open(site.address(page, "ada"))
    texts = {
        tag: [each.text for each in reader.find(tag) if each.text not in OURS]
        for tag in ("strong", "em", "del", "ol > li", "ul > li", "p > code")
    }
    assert texts == {
        "strong": ["two"], "em": ["equal"], "del": ["not"], "ol > li": ["first", "second"], "ul > li": ["☑ done"],
        "p > code": ["x + x"],
    }  # fmt: skip
    assert [each.text for each in reader.find("th")] == ["a", "b"]
    assert reader.find(".highlight .k")[0].text == "def"
    links = {each.text: each.get_attribute("href") for each in reader.find("a")}
    assert links == {"the paper": "https://example.org/paper", "a plot": "https://example.org/plot.png"}


def asked(site: Site, path: str) -> tuple[int, str, str]:
    """What formgrader answers to somebody who follows a link: status, policy, content."""
    following = urllib.request.Request(f"{site.formgrader}{path}", headers={"Authorization": f"token {TOKEN}"})
    try:
        with urllib.request.urlopen(following, timeout=PATIENCE) as answer:
            return answer.status, answer.headers["Content-Security-Policy"], answer.read().decode()
    except urllib.error.HTTPError as error:
        return error.code, error.headers["Content-Security-Policy"], error.read().decode()


@pytest.mark.parametrize("path", ["", "/gradebook", "/gradebook/01_tiny", "/manage_students", "/no-page"])
def test_only_formgraders_own_scripts_run_on_each_of_its_pages(site, path):
    _, policy, page = asked(site, path)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.partition(", ")[2].split(";"))
    assert rules["default-src"] == "'none'"
    assert re.fullmatch(r"'nonce-[\w-]{20,}'", rules["script-src"])
    nonce = rules["script-src"].removeprefix("'nonce-").removesuffix("'")
    scripts = re.findall(r"<script[^>]*>", page)
    assert all(f'nonce="{nonce}"' in script for script in scripts)
    assert asked(site, path)[1] != policy


def test_an_address_is_not_taken_for_markup(site):
    attack = urllib.parse.quote('"</script><script>alert(1)</script>', safe="")
    for path in (f"/manage_students/{attack}", f"/manage_submissions/{attack}", f"/gradebook/{attack}/{attack}"):
        status, _, page = asked(site, path)
        assert status == 200
        assert "<script>" not in page
        assert "</script><script>alert" not in page


def test_an_apostrophe_in_an_address_stays_one(site):
    _, _, page = asked(site, "/manage_students/o'neil%26co")
    assert '"o\\u0027neil\\u0026co"' in page


def test_no_link_makes_formgrader_run_the_configuration_in_another_folder(site):
    marker = site.root.parent / "ran"
    folder = site.root / "submitted/eve/01_tiny"
    (folder / "nbgrader_config.py").write_text(f"open({str(marker)!r}, 'w')")
    assert asked(site, f"?path={urllib.parse.quote(str(folder))}")[0] == 403
    assert not marker.exists()


def test_a_file_of_a_student_cannot_run_where_jupyter_is(site):
    page = site.address("formgrader").partition("/submissions/")[2]
    (site.root / "autograded/eve/01_tiny/page.html").write_text("<script>alert(1)</script>")
    status, policy, _ = asked(site, f"/submissions/{page}page.html")
    assert status == 200
    assert policy == "default-src 'none'; sandbox"
