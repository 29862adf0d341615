"""A digit drawn in a notebook is read by the network that runs there; without a kernel, the field says what to do."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import pytest
from browser import TOKEN, chromium, requests, run_all_cells, serving
from helpers import PATIENCE, REPO
from selenium import webdriver
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.actions.pointer_input import PointerInput
from selenium.webdriver.common.by import By
from selenium.webdriver.support.wait import WebDriverWait

from autograder import viz

pytestmark = pytest.mark.slow

SETUP = f"""
import sys
sys.path += [{str(REPO / "solutions/06_softmax")!r}, {str(REPO / "solutions/08_digits")!r}]
import numpy as np
from sklearn.datasets import load_digits
import digits
from autograder import viz

X, y = load_digits(return_X_y=True)
X, rng = X / 16, np.random.default_rng(0)
net, adam = digits.ConvNet(8, 16, 3, 10, rng), digits.Adam(0.01)
for _ in range(8):
    digits.train_epoch(net, adam, X, y, 32, 0.001, rng)

def read_digit(dots):
    return net.predict_proba(digits.shrink(dots).reshape(1, 64))[0]

viz.draw_digit(read_digit)
"""
# Where the pen goes, as shares of the field; a list for each time that it is put down.
ROUND = [(0.5, 0.15), (0.35, 0.25), (0.3, 0.5), (0.35, 0.75), (0.5, 0.85)]
ROUND += [(0.65, 0.75), (0.7, 0.5), (0.65, 0.25), (0.5, 0.15)]
DIGITS = {0: [ROUND], 1: [[(0.5, 0.1), (0.5, 0.9)]], 7: [[(0.25, 0.15), (0.75, 0.15), (0.45, 0.9)]]}


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[webdriver.Chrome]:
    with chromium(tmp_path) as started:
        yield started


def until(browser: webdriver.Chrome, seen: Any) -> Any:
    return WebDriverWait(browser, PATIENCE, poll_frequency=0.1).until(seen)


def draw(browser: webdriver.Chrome, strokes: list[list[tuple[float, float]]]) -> None:
    canvas = browser.find_element(By.CSS_SELECTOR, ".chainrule-pad canvas")
    browser.execute_script("arguments[0].scrollIntoView({block: 'center'})", canvas)
    pen = ActionChains(browser, duration=15, devices=[PointerInput("pen", "pen")])
    side = canvas.size["width"]
    for stroke in strokes:
        first, *others = [(int((x - 0.5) * side), int((y - 0.5) * side)) for x, y in stroke]
        pen.move_to_element_with_offset(canvas, *first).click_and_hold()
        for x, y in others:
            pen.move_to_element_with_offset(canvas, x, y)
        pen.release()
    pen.perform()


def said(browser: webdriver.Chrome) -> str:
    return browser.find_element(By.CSS_SELECTOR, ".chainrule-pad .said").text


def test_a_digit_drawn_in_jupyterlab_is_read_by_the_network_in_its_kernel(tmp_path: Path, browser: webdriver.Chrome):
    root = tmp_path / "course"
    root.mkdir()
    book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(SETUP)])
    book.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(book, root / "pad.ipynb")
    with serving(root, "lab/tree/pad.ipynb") as address:
        browser.get(f"{address}?token={TOKEN}&reset")
        run_all_cells(browser)
        until(browser, lambda page: page.find_elements(By.CSS_SELECTOR, ".chainrule-pad canvas"))
        for digit, strokes in DIGITS.items():
            draw(browser, strokes)
            until(browser, lambda page: re.search(r"This is a \d|Error|kernel", said(page)))
            assert said(browser).startswith(f"This is a {digit}, "), said(browser)
            browser.find_element(By.CSS_SELECTOR, ".chainrule-pad button").click()
            assert said(browser).startswith("Draw")


def test_a_page_without_a_kernel_says_what_to_do_with_the_drawing(tmp_path: Path, browser: webdriver.Chrome):
    def read_digit(dots: Any) -> str:
        return f"{dots.sum()} dots"

    field = viz.draw_digit(read_digit)
    (tmp_path / "page.html").write_text(f"<!doctype html><meta charset=utf-8>{field._repr_html_()}", encoding="utf-8")
    browser.get((tmp_path / "page.html").as_uri())
    requests(browser)
    draw(browser, DIGITS[7])
    told = re.search(r'read_digit\(viz\.bitmap\("([0-9a-f]{256})"\)\)', said(browser))
    assert told, said(browser)
    dots = viz.bitmap(told[1])
    assert dots[:6].sum() > 2 * dots[-6:].sum() > 0, dots  # of a 7, most of the ink is on top
    assert dots.any(axis=1).all(), "it should be as high as the field"
    assert [url for url in requests(browser) if not url.startswith("file:")] == []
