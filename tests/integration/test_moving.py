"""What moves in a lesson moves in an exported page and in JupyterLab, by keyboard and by mouse, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import browser
import nbconvert
import nbformat
import pytest
from helpers import PATIENCE, REPO
from nbclient import NotebookClient
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

pytestmark = [pytest.mark.slow, pytest.mark.browser]
GRAPH = f"""
import sys
sys.path.insert(0, {str(REPO / "solutions/01_autograd")!r})
from autograder import viz
from engine import Value
a, b = Value(2, requires_grad=True, label="a"), Value(1, requires_grad=True, label="b")
e = (a + b) * (b + 1)
e.label = "e"
viz.step_graph(e)
"""
PLAYED = """
import matplotlib.pyplot as plt
viz.play(lambda k: plt.figure(figsize=(1, 1)).add_subplot().plot([0, k]), [1, 5, 9])
"""
QUESTION = '''
[[slope]]
asks = "the slope of x / 4"
answer = 0.25
mistakes = { "That is its inverse." = 4 }

[halved]
program = """
def half(x):
    return x / 3
"""
line = "return x / 3"
cure = "return x / 2"
says = "It divides by 3."
look = "What is half of 6?"

[[seen]]
name = "first"
cause = "too slow"
says = "It crawls."
look = "How far does it get?"

[[seen]]
name = "second"
cause = "too fast"
says = "It leaps."
look = "Does it settle?"
'''
CODES = (
    GRAPH,
    'viz.predict("slope")',
    "viz.drag_neuron([[1, 0], [-1, 0]], [1, 0], w=(-1.0, 0.0))",
    PLAYED,
    "viz.drag_rate(lambda w: (w - 1) ** 2, lambda w: 2 * (w - 1), start=3, rates=(0.5, 1.1), rate=0.5, steps=4)",
    'viz.find_line("halved")',
    'viz.find_causes("seen", {"first": {"": [3, 2]}, "second": {"": [1, 4]}})',
)


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A notebook with a graph to step through and a question, as it is after a run."""
    folder = tmp_path_factory.mktemp("moving") / "lesson"
    folder.mkdir()
    (folder / "predictions.toml").write_text(QUESTION)
    cells = [nbformat.v4.new_code_cell(code) for code in CODES]
    book = nbformat.v4.new_notebook(cells=cells)
    book.metadata.kernelspec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    NotebookClient(book, resources={"metadata": {"path": str(folder)}}).execute()
    path = folder / "lesson.ipynb"
    nbformat.write(book, path)
    return path


@pytest.fixture(scope="module")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chrome]:
    with browser.chromium(tmp_path_factory.mktemp("home")) as opened:
        yield opened


def one(within: Chrome | WebElement, selector: str) -> WebElement:
    """The first element that a selector finds, which may take a while to be there."""
    return WebDriverWait(within, PATIENCE).until(lambda place: place.find_element(By.CSS_SELECTOR, selector))


def moving_in(page: Chrome) -> list[WebElement]:
    """What moves on the page so far."""
    return page.find_elements(By.CSS_SELECTOR, "[data-moves]")


def steps_and_answers(chromium: Chrome, graph: WebElement) -> None:
    """Walks to the first gradient and beyond, by keys and buttons, and gives a wrong and a right answer on the way."""
    chromium.execute_script("arguments[0].scrollIntoView(); arguments[0].focus()", graph)
    for _ in range(20):
        chromium.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert "grad 5" in one(graph, '[data-node="1"]').text
    chromium.switch_to.active_element.send_keys(Keys.HOME)
    e = one(graph, '[data-node="5"]')
    assert "data ?" in e.text
    for _ in range(3):
        chromium.switch_to.active_element.send_keys(Keys.ARROW_RIGHT)
    assert "data 6" in e.text
    assert "grad ?" in e.text
    one(graph, '[data-act="next"]').click()
    assert "What will the gradient of e be" in graph.text
    field = one(graph, "input")
    field.send_keys("6", Keys.ENTER)
    assert "That is the value of e, not its gradient." in graph.text
    assert "grad ?" in e.text
    field.clear()
    field.send_keys("1", Keys.ENTER)
    assert "grad 1" in e.text
    chromium.switch_to.active_element.send_keys(Keys.ARROW_LEFT)
    assert "grad ?" in e.text
    one(graph, '[data-act="end"]').click()
    assert "grad 5" in one(graph, '[data-node="1"]').text


def right_and_wrong(question: WebElement) -> None:
    """Answers a question, wrong and right."""
    field = one(question, "input")
    field.send_keys("4", Keys.ENTER)
    assert "That is its inverse." in question.text
    field.clear()
    field.send_keys("1/4")
    one(question, "button").click()
    assert "Right." in question.text


def drags(neuron: WebElement) -> None:
    """Moves a weight by the keyboard, until the boundary has turned round and both points are right."""
    boundary = one(neuron, ".boundary").get_attribute("points")
    assert "0 of 2 right" in neuron.text
    one(neuron, '[data-of="w1"]').send_keys(Keys.END)
    assert "w1 = 4.0" in neuron.text
    assert "squared error 0.001; 2 of 2 right" in neuron.text
    assert one(neuron, ".boundary").get_attribute("points") != boundary


def lowers(descent: WebElement) -> None:
    """Raises the rate by the keyboard, until the path climbs out of the valley."""
    path = one(descent, ".path").get_attribute("innerHTML")
    assert "After 4 steps: w = 1, loss 0" in descent.text
    one(descent, '[data-of="rate"]').send_keys(Keys.ARROW_RIGHT)
    assert "rate = 1.1" in descent.text
    assert "After 4 steps: w = 5.15, loss 17" in descent.text
    assert one(descent, ".path").get_attribute("innerHTML") != path


def plays(player: WebElement) -> None:
    """Plays from the first picture to the last, and goes back by a key."""
    first = one(player, "img").get_attribute("src")
    assert "epoch 1" in player.text
    one(player, "button").click()
    WebDriverWait(player, PATIENCE).until(lambda place: "epoch 9" in place.text)
    last = one(player, "img").get_attribute("src")
    one(player, "input").send_keys(Keys.ARROW_LEFT)
    assert "epoch 5" in player.text
    one(player, "button").send_keys(Keys.ARROW_LEFT, Keys.ARROW_RIGHT)
    assert "epoch 5" in player.text
    one(player, "button").send_keys(Keys.ARROW_LEFT)
    assert "epoch 1" in player.text
    one(player, "button").send_keys(Keys.ARROW_RIGHT)
    assert len({first, last, one(player, "img").get_attribute("src")}) == 3


def finds(program: WebElement, curves: WebElement) -> None:
    """Chooses a wrong and the right line, and a wrong and the right cause, by keyboard and mouse."""
    first, second = program.find_elements(By.CSS_SELECTOR, '[data-act="line"]')
    first.click()
    assert "What is half of 6?" in program.text
    second.send_keys(Keys.ENTER)
    assert "It divides by 3. It should be: return x / 2" in program.text
    slow, _ = curves.find_elements(By.CSS_SELECTOR, "select")
    slow.send_keys("too fast")
    assert "How far does it get?" in curves.text
    slow.send_keys(Keys.ARROW_DOWN)
    assert "It crawls." in curves.text


def test_an_exported_page_moves(chromium, lesson, tmp_path):
    page = tmp_path / "lesson.html"
    urls = dict.fromkeys(("mathjax_url", "require_js_url", "jquery_url", "mermaid_js_url"), "")
    page.write_text(nbconvert.HTMLExporter(**urls).from_filename(str(lesson))[0])
    browser.requests(chromium)
    chromium.get(page.as_uri())
    steps_and_answers(chromium, one(chromium, '[data-moves="steps"]'))
    right_and_wrong(one(chromium, '[data-moves="predict"]'))
    drags(one(chromium, '[data-moves="neuron"]'))
    lowers(one(chromium, '[data-moves="rate"]'))
    plays(one(chromium, '[data-moves="play"]'))
    finds(*chromium.find_elements(By.CSS_SELECTOR, '[data-moves="choose"]'))
    assert [url for url in browser.requests(chromium) if not url.startswith(("file:", "data:"))] == []


def test_jupyterlab_shows_a_picture_of_what_it_does_not_trust_and_moves_what_is_run(chromium, lesson):
    with browser.serving(lesson.parent, "lab") as address:
        chromium.get(f"{address}/tree/{lesson.name}?token={browser.TOKEN}&reset")
        assert one(chromium, ".jp-OutputArea img").get_attribute("src").startswith("data:image/svg+xml")
        assert moving_in(chromium) == []
        browser.run_all_cells(chromium)
        WebDriverWait(chromium, PATIENCE).until(
            lambda page: len(page.find_elements(By.CSS_SELECTOR, "[data-moves]")) == len(CODES)
        )
        steps_and_answers(chromium, one(chromium, '[data-moves="steps"]'))
        right_and_wrong(one(chromium, '[data-moves="predict"]'))
        drags(one(chromium, '[data-moves="neuron"]'))
        lowers(one(chromium, '[data-moves="rate"]'))
        plays(one(chromium, '[data-moves="play"]'))
        finds(*chromium.find_elements(By.CSS_SELECTOR, '[data-moves="choose"]'))
