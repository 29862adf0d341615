"""What axe-core says of a page in a browser, in light and dark, wide and narrow."""

from __future__ import annotations

from importlib.resources import files

from browser import WIDTH
from selenium import webdriver

NARROW = 320
WIDEST = """
const parts = arguments[0] ? [...document.querySelectorAll(arguments[0])] : [document.documentElement];
return Math.max(...parts.map((each) => (arguments[0] ? each.getBoundingClientRect().right : each.scrollWidth)));
"""


def violations(browser: webdriver.Chrome, part: str = "") -> list[str]:
    """What axe-core finds wrong with the page that `browser` shows, in each of the four looks.

    With a selector only of this `part`, of which there has to be something: the rest of the page is not ours.
    """
    axe = (files("axe_core_python") / "axe.min.js").read_text(encoding="utf-8")
    found = []
    for scheme in ("light", "dark"):
        browser.execute_cdp_cmd(
            "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        )
        for width in (WIDTH, NARROW):
            size = {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": False}
            browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
            browser.execute_script(axe)
            said = browser.execute_async_script(
                "axe.run(arguments[0] || document).then(arguments[arguments.length - 1])", part
            )
            found += [f"{scheme}, {width} px: {each['id']}: {each['nodes'][0]['html']}" for each in said["violations"]]
            wide = browser.execute_script(WIDEST, part)
            if wide > width:
                found.append(f"{scheme}, {width} px: the page is {wide} px wide")
    browser.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
    return found
