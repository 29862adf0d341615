"""Measures how long Chromium takes to open the report on a large class, to sort its students and to filter them.

    python benchmarks/opening.py [STUDENTS]

The class is the sample class, over and over under other names: 1,000 students, unless you say otherwise. Each is done
five times; prints the slowest, and ends in 1 if opening takes 2 s. Needs Chromium and chromedriver.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from large_class import ASSIGNMENT, COMMANDS, autograder, course_of
from selenium import webdriver

OPTIONS = ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--host-resolver-rules=MAP * ~NOTFOUND")
BROWSERS, DRIVER = ("chromium", "chromium-browser", "google-chrome"), "chromedriver"
TIMES, MOST_SECONDS = 5, 2.0
OPENED = "const [page] = performance.getEntriesByType('navigation'); return page.loadEventEnd / 1000;"
# Until what has changed is laid out, as a reader sees it then.
SORTED = """
const start = performance.now();
document.querySelectorAll("#students th button")[1].click();
document.body.getBoundingClientRect();
return (performance.now() - start) / 1000;
"""
FILTERED = """
const start = performance.now(), field = document.getElementById("filter");
field.value = "student0001";
field.dispatchEvent(new Event("input"));
document.body.getBoundingClientRect();
return (performance.now() - start) / 1000;
"""


def chromium(home: Path) -> webdriver.Chrome:
    """A browser that reaches no network. Ends the program if there is none."""
    program, driver = next(filter(None, map(shutil.which, BROWSERS)), None), shutil.which(DRIVER)
    if program is None or driver is None:
        sys.exit("Chromium or chromedriver is not installed: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for option in (*OPTIONS, f"--user-data-dir={home}"):
        options.add_argument(option)
    return webdriver.Chrome(options, webdriver.ChromeService(driver))


def measured(page: Path, home: Path) -> dict[str, float]:
    """The seconds that each takes at the most, on a page that is opened anew each time."""
    found = {"opening": 0.0, "sorting": 0.0, "filtering": 0.0}
    with chromium(home) as browser:
        for _ in range(TIMES):
            browser.get(page.as_uri())
            for name, script in zip(found, (OPENED, SORTED, FILTERED), strict=True):
                found[name] = max(found[name], float(browser.execute_script(script)))
    return found


def main(students: str = "1000") -> int:
    """Prints what a reader waits for."""
    with tempfile.TemporaryDirectory() as folder:
        course = Path(folder) / "course"
        course.mkdir()
        course_of(int(students), course)
        autograder(course, *COMMANDS["report"])
        page = course / "report" / f"{ASSIGNMENT}.html"
        print(f"{students} students, a page of {page.stat().st_size / 1e6:.1f} MB")
        seconds = measured(page, Path(folder) / "home")
    for name, each in seconds.items():
        print(f"{name}: {each:.2f} s, the slowest of {TIMES}")
    return int(seconds["opening"] >= MOST_SECONDS)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
