"""Renders the executed lessons as a reader sees them: HTML and PNG of each, in build/pages/.

Nothing is loaded from a network: formulas are set by MathJax from a package, and Chromium resolves no names. A page
comes in a light and a dark theme, cut into pieces of a height that a person can look at.
"""

from __future__ import annotations

import importlib.util
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbconvert
from PIL import Image

from autograder.errors import Problem

REPO = Path(__file__).resolve().parents[1]
PAGES = REPO / "build" / "pages"
THEMES = ("light", "dark")
WIDTH, PIECE, LOW, TALLEST = 1000, 1500, 800, 60_000  # pixels
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 120
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--hide-scrollbars",
    "--virtual-time-budget=20000",
)
MATH = """
<script>
MathJax = {{
  tex: {{inlineMath: [["$", "$"]]}},
  startup: {{pageReady: () => MathJax.startup.defaultPageReady().then(() => {{
    document.documentElement.dataset.height = document.body.scrollHeight;
  }})}},
}};
</script>
<script src="{url}"></script>
</head>"""
HEIGHT = re.compile(r'data-height="(\d+)"')


def browser() -> str | None:
    """The path of Chromium, or of Chrome; None without."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def page(notebook: Path, theme: str) -> str:
    """A notebook as one HTML page that needs no network. Raises `Problem` without MathJax."""
    package = importlib.util.find_spec("mathjax")
    if package is None or package.origin is None:
        raise Problem("MathJax is not installed, which sets the formulas: pip install django-static-mathjax")
    mathjax = Path(package.origin).parent / "static" / "mathjax" / "es5" / "tex-svg-full.js"
    urls = dict.fromkeys(("mathjax_url", "require_js_url", "jquery_url", "mermaid_js_url"), "")
    html, _ = nbconvert.HTMLExporter(theme=theme, **urls).from_filename(str(notebook))
    return str(html).replace("</head>", MATH.format(url=mathjax.as_uri()), 1)


def photograph(html: Path) -> Image.Image:
    """The whole page as a browser shows it, formulas included. Raises `Problem` without Chromium, or if it fails."""
    with tempfile.TemporaryDirectory(prefix="chainrule-") as scratch:
        found = HEIGHT.search(_browse(html, Path(scratch), LOW, "--dump-dom"))
        if found is None:
            raise Problem(f"{html}: Chromium did not get to the end of this page, which sets its formulas.")
        shot = Path(scratch) / "page.png"
        _browse(html, Path(scratch), min(int(found[1]), TALLEST), f"--screenshot={shot}")
        return Image.open(shot).convert("RGB")


def top_of(html: Path, height: int) -> Image.Image:
    """What a browser shows of a page that sets no formulas, in a window of this height."""
    with tempfile.TemporaryDirectory(prefix="chainrule-") as scratch:
        shot = Path(scratch) / "page.png"
        _browse(html, Path(scratch), height, f"--screenshot={shot}")
        return Image.open(shot).convert("RGB")


def _browse(html: Path, scratch: Path, height: int, action: str) -> str:
    """What Chromium prints when it opens a page in a window of this height. Raises `Problem` if it fails."""
    command = browser()
    if command is None:
        raise Problem("Chromium is not installed, which draws the pages: apt-get install chromium")
    flags = (*FLAGS, f"--user-data-dir={scratch / 'profile'}", f"--window-size={WIDTH},{height}", action)
    done = subprocess.run(
        [command, *flags, html.resolve().as_uri()], capture_output=True, text=True, timeout=SECONDS, check=False
    )
    if done.returncode:
        raise Problem(f"{html}: Chromium failed: {done.stderr[-500:]}")
    return done.stdout


def pieces(picture: Image.Image) -> list[Image.Image]:
    """A tall picture cut into pieces from the top down."""
    tops = range(0, picture.height, PIECE)
    return [picture.crop((0, top, picture.width, min(top + PIECE, picture.height))) for top in tops]


def make_pages(notebook: Path, folder: Path) -> None:
    """Writes an executed notebook to `folder` as NAME-THEME.html and NAME-THEME-1.png, -2.png, and so on."""
    folder.mkdir(parents=True, exist_ok=True)
    for theme in THEMES:
        name = f"{notebook.stem}-{theme}"
        for old in folder.glob(f"{name}-*.png"):
            old.unlink()
        html = folder / f"{name}.html"
        html.write_text(page(notebook, theme), encoding="utf-8")
        cut = pieces(photograph(html))
        for number, piece in enumerate(cut, start=1):
            piece.save(folder / f"{name}-{number:02}.png")
        print(f"{html}: {len(cut)} pictures")


def main(names: list[str]) -> None:
    """Draws the lessons whose names begin with one of `names`, or all."""
    notebooks = sorted((REPO / "solutions").glob("*/*.ipynb"))
    for notebook in notebooks:
        if not names or notebook.stem.startswith(tuple(names)):
            make_pages(notebook, PAGES)


if __name__ == "__main__":
    main(sys.argv[1:])
