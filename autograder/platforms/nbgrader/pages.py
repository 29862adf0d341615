"""Makes the pages of feedback and of formgrader, in which nothing that a student wrote can run or fetch anything."""

from __future__ import annotations

import html
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import BaseLoader, DictLoader, FunctionLoader
from nbconvert.exporters import HTMLExporter
from nbgrader.server_extensions.formgrader import handlers
from traitlets import Unicode, default

from autograder.markup.formulas import STYLE
from autograder.markup.markdown import rendered
from autograder.markup.sanitise import STATIC_POLICY
from autograder.platforms.nbgrader.marker import shown_to_marker

TEMPLATES = Path(handlers.template_path)
# nbgrader's templates call `mathjax` in the head. Formulas are set already, so no script is fetched for them, and what
# formgrader waits for MathJax to say is said at once. What a student draws stays in its own box.
HEAD = f"""
{{%- macro mathjax(url="") -%}}
{{%- if page.nonce -%}}
<script nonce="{{{{ page.nonce }}}}">
var MathJax = {{Hub: {{Startup: {{signal: {{Interest: function (tell) {{ tell("End"); }}}}}}}}}};
</script>
{{%- else -%}}
<meta http-equiv="Content-Security-Policy" content="{STATIC_POLICY}">
{{%- endif -%}}
<style>
.text_cell_render {{ contain: paint; }}
.help-block pre code {{ font-weight: bold; }}
/* Wrapped, as nothing may make a region that a keyboard scrolls: attributes for it are cleaned away. */
.chainrule-marker pre, .list-group pre {{ white-space: pre-wrap; overflow-wrap: anywhere; overflow: visible; }}
/* Bootstrap's own are too pale for what is written on them. */
.list-group .badge, .list-group .label-default {{ background-color: #595959; }}
.list-group .label-success {{ background-color: #2e6f32; }}
.list-group .label-danger {{ background-color: #b3261e; }}
.list-group .label-warning {{ background-color: #8a5300; }}
.list-group .label-info {{ background-color: #22667c; }}
{STYLE}
</style>
{{%- endmacro -%}}
"""


def with_nonce(source: str, nonce: str) -> str:
    """A template whose own scripts carry the nonce that the template expression `nonce` gives."""
    return source.replace("<script", f'<script nonce="{{{{ {nonce} }}}}"')


class PageExporter(HTMLExporter):
    """nbconvert's HTML, of Markdown that is sanitised where it is rendered, under a Content-Security-Policy."""

    nonce = Unicode(help="What the page's own scripts carry, if it has any.")

    @default("extra_loaders")
    def _own_templates(self) -> list[BaseLoader]:
        return [DictLoader({"mathjax.html.j2": HEAD}), FunctionLoader(_scripts_of_formgrader)]

    def default_filters(self) -> Iterator[tuple[str, Any]]:
        """nbconvert's, but for Markdown."""
        yield from super().default_filters()  # type: ignore[no-untyped-call]
        yield "markdown2html", rendered
        yield "strip_files_prefix", lambda markup: markup  # would change links after they were sanitised

    def from_notebook_node(self, nb: Any, resources: Any = None, **options: Any) -> Any:
        """The page; formgrader's, which alone has scripts, holds what is for whoever marks too."""
        shown = shown_to_marker(nb) if self.nonce else nb
        return super().from_notebook_node(shown, resources=resources, **options)

    def from_filename(self, filename: str, resources: Any = None, **options: Any) -> Any:
        """The page; formgrader puts names of students into it as they are, which come from an LMS."""
        told = {key: html.escape(each) if isinstance(each, str) else each for key, each in (resources or {}).items()}
        self.environment.globals["page"] = self
        return super().from_filename(filename, resources=told, **options)


def _scripts_of_formgrader(name: str) -> str | None:
    if name != "formgrade_macros.html.j2":
        return None
    return with_nonce((TEMPLATES / "formgrade" / name).read_text(encoding="utf-8"), "page.nonce")
