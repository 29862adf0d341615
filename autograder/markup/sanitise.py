"""Cleans rendered HTML by an allow-list: what may stay is named here, and everything else goes."""

from __future__ import annotations

import re
from collections.abc import Callable

import nh3
from pygments.token import STANDARD_TYPES

# For a page that holds students' text and no script.
STATIC_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
NAMES = (
    "a b blockquote br code dd del div dl dt em h1 h2 h3 h4 h5 h6 hr i img kbd li ol p pre s span strong sub sup "
    "table tbody td th thead tr ul"
)
TAGS = frozenset(NAMES.split())
ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"alt", "src", "title"},
    "ol": {"start"},
    "td": {"style"},
    "th": {"style"},
}
# No id and no other class: the page's own scripts and styles go by them.
CLASSES = {"div": {"highlight"}, "span": set(STANDARD_TYPES.values())}
PICTURE = re.compile(r"data:image/(?:png|jpeg|gif);base64,[A-Za-z0-9+/=]+", re.ASCII)
LINK = re.compile(r"(?:https?://|mailto:)[^\s]+", re.ASCII | re.IGNORECASE)


def sanitised(html: str, in_attributes: Callable[[str], str] = str) -> str:
    """`html` without whatever is not allowed: links lead to the web or to a mailbox, pictures are in the page itself.

    What is kept of attributes goes through `in_attributes`, and is escaped after.
    """

    def kept(tag: str, attribute: str, value: str) -> str | None:
        value = in_attributes(value)
        allowed = {"href": LINK, "src": PICTURE}.get(attribute)
        return value if allowed is None or allowed.fullmatch(value) else None

    return nh3.clean(
        html,
        tags=set(TAGS),
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=kept,
        filter_style_properties={"text-align"},
        url_schemes={"http", "https", "mailto", "data"},
        link_rel="noopener noreferrer",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )


def is_picture(url: str) -> bool:
    """Whether the URL holds a picture itself, of a kind that can hold no script."""
    return PICTURE.fullmatch(url) is not None
