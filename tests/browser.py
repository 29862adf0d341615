"""A Jupyter server, with formgrader or JupyterLab, and a Chromium that reaches nothing but this machine."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import probes
from helpers import PATIENCE, unmeasured
from selenium import webdriver
from selenium.webdriver.support.wait import WebDriverWait
from skips import require

WIDTH = 1100
OPTIONS = (
    "--headless=new",
    "--no-sandbox",  # root may run these tests, and it opens no page but ours
    "--disable-dev-shm-usage",
    f"--window-size={WIDTH},900",
    "--hide-scrollbars",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
)
TOKEN = "let-me-in"


@contextlib.contextmanager
def serving(root: Path, page: str = "formgrader") -> Iterator[str]:
    """The address of formgrader, or of another page, on a Jupyter server that was started in the course's folder."""
    places = root.parent / "jupyter"
    (places / "config").mkdir(parents=True, exist_ok=True)
    extensions = {"jupyterlab", "jupyter_lsp", "notebook", "jupyter_server_terminals"}
    unneeded = dict.fromkeys(sorted(extensions - ({"jupyterlab"} if page.startswith("lab") else set())), False)
    settings = {"ServerApp": {"jpserver_extensions": unneeded}, "LabApp": {"expose_app_in_browser": True}}
    (places / "config" / "jupyter_server_config.json").write_text(json.dumps(settings))
    own = {f"JUPYTER_{kind}_DIR": str(places / kind.lower()) for kind in ("CONFIG", "DATA", "RUNTIME")}
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", "--port=0", f"--IdentityProvider.token={TOKEN}"]
    with (root.parent / "server.log").open("w") as log:
        command = [sys.executable, "-m", "jupyter_server", *options]
        environment = {**unmeasured(), **own, "HOME": str(root.parent)}
        process = subprocess.Popen(command, cwd=root, env=environment, stdout=log, stderr=log)
        try:
            yield _address_of(process, places / "runtime") + page
        finally:
            process.terminate()
            process.wait(timeout=PATIENCE)


# In a machine's time, a notebook is open before its kernel listens, and keys that are pressed until then are lost.
LISTENS = """
const shown = window.jupyterapp && window.jupyterapp.shell.currentWidget;
return Boolean(shown && shown.sessionContext && shown.sessionContext.isReady && shown.context.isReady);
"""
RUN_ALL = "window.jupyterapp.commands.execute('notebook:run-all-cells')"


def run_all_cells(opened: webdriver.Chrome) -> None:
    """Runs all cells of the notebook that JupyterLab shows, as its menu does, once its kernel listens."""
    WebDriverWait(opened, PATIENCE).until(lambda page: page.execute_script(LISTENS), "no kernel listens")
    opened.execute_script(RUN_ALL)


def _address_of(process: subprocess.Popen[bytes], runtime: Path) -> str:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline and process.poll() is None:
        for path in runtime.glob("jpserver-*.json"):
            with contextlib.suppress(ValueError):  # half written
                return str(json.loads(path.read_text())["url"])
        time.sleep(0.1)
    raise AssertionError((runtime.parents[1] / "server.log").read_text())


def chromium(home: Path) -> webdriver.Chrome:
    """A browser, to use in a `with`, that logs what it asks of a network."""
    program, driver = probes.chromium(), probes.chromedriver()
    require(program and driver, "Chromium and its driver (Debian's chromium and chromium-driver)")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for option in OPTIONS:
        options.add_argument(option)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL"})
    return webdriver.Chrome(options, webdriver.ChromeService(driver, env={**os.environ, "HOME": str(home)}))


def requests(browser: webdriver.Chrome) -> list[str]:
    """What the browser has asked for since this was asked the last time, but for what a page's policy forbade."""
    events = [json.loads(entry["message"])["message"] for entry in browser.get_log("performance")]
    failed = [event["params"] for event in events if event["method"] == "Network.loadingFailed"]
    forbidden = {each["requestId"] for each in failed if each.get("blockedReason") == "csp"}
    asked = [event["params"] for event in events if event["method"] == "Network.requestWillBeSent"]
    return [each["request"]["url"] for each in asked if each["requestId"] not in forbidden]


def keep_screenshot(browser: webdriver.Chrome, path: Path) -> None:
    """A picture of the whole page, as in a window that is high enough for it."""
    page = browser.execute_cdp_cmd("Page.getLayoutMetrics", {})["cssContentSize"]
    window = {"width": WIDTH, "height": page["height"], "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", window)
    path.parent.mkdir(parents=True, exist_ok=True)
    browser.save_screenshot(path)
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
