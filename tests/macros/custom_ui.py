"""What the public customUI schema (2009/07) asks of the elements that the ribbon uses, and Excel besides.

The facts are Microsoft's ``customui14.xsd``; the checker is our own, for the few elements in use. It names everything that
is wrong with a part, as Excel would drop the whole ribbon without a word.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element, fromstring

SPACE = "{http://schemas.microsoft.com/office/2009/07/customui}"
NAME = re.compile(r"[^\W\d][\w.\-]*\Z")
"""An NCName."""


@dataclass(frozen=True)
class Kind:
    """What an element may hold and say: children with the most of them altogether, attributes, those that are needed."""

    children: tuple[str, ...] = ()
    most: int = 0
    least: int = 0
    attributes: tuple[str, ...] = ()
    needed: tuple[str, ...] = ()


_SAID = ("label", "screentip", "supertip", "keytip", "imageMso", "visible")
_CONTROLS = ("button", "menu")
KINDS = {
    "customUI": Kind(("ribbon",), 1, attributes=("onLoad",)),
    "ribbon": Kind(("tabs",), 1, attributes=("startFromScratch",)),
    "tabs": Kind(("tab",), 100, 1),
    "tab": Kind(("group",), 100, attributes=("id", "label", "keytip", "visible"), needed=("id",)),
    "group": Kind((*_CONTROLS, "separator"), 1000, attributes=("id", *_SAID, "autoScale"), needed=("id",)),
    "menu": Kind((*_CONTROLS, "menuSeparator"), 1000, attributes=("id", *_SAID, "enabled", "showLabel", "description", "itemSize", "size"),
                 needed=("id",)),
    "button": Kind(attributes=("id", *_SAID, "enabled", "showLabel", "description", "tag", "onAction", "size"), needed=("id",)),
    "separator": Kind(attributes=("id", "visible"), needed=("id",)),
    "menuSeparator": Kind(attributes=("id", "title"), needed=("id",)),
}
LENGTHS = {**dict.fromkeys(("label", "screentip", "supertip", "title", "tag", "onAction"), 1024), "description": 4096, "keytip": 3}
VALUES = {"size": {"normal", "large"}, "itemSize": {"normal", "large"},
          **{name: {"true", "false", "1", "0"} for name in ("autoScale", "enabled", "visible", "showLabel", "startFromScratch")}}


def problems(part: bytes) -> list[str]:
    """Everything in a customUI part that the schema doesn't allow."""
    root = fromstring(part)
    found = [] if root.tag == f"{SPACE}customUI" else [f"the root is {root.tag}"]
    ids = Counter(element.get("id") for element in root.iter() if element.get("id") is not None)
    found += [f"{id} twice" for id, count in ids.items() if count > 1]
    return found + [problem for element in root.iter() for problem in _of(element)]


def _of(element: Element) -> Iterator[str]:
    kind = KINDS.get(element.tag.removeprefix(SPACE))
    if kind is None or not element.tag.startswith(SPACE):
        yield f"unknown element {element.tag}"
        return
    name = f"{element.tag.removeprefix(SPACE)} {element.get('id', '')}"
    strange = {child.tag.removeprefix(SPACE) for child in element} - set(kind.children)
    yield from (f"{name} holds {child}" for child in sorted(strange))
    if element.tag == f"{SPACE}menu":
        yield from (f"{name}: {child.get('id')} in a menu has a size" for child in element if "size" in child.attrib)
    if not kind.least <= len(element) <= kind.most:
        yield f"{name} holds {len(element)} elements"
    yield from (f"{name} has no {needed}" for needed in kind.needed if needed not in element.attrib)
    if "".join((element.text or "", *(child.tail or "" for child in element))).strip():
        yield f"{name} holds text"
    for attribute, value in element.attrib.items():
        if attribute not in kind.attributes:
            yield f"{name} has {attribute}"
        elif attribute in ("id", "imageMso") and not (NAME.match(value) and len(value) <= 1024):
            yield f"{name}: {attribute} {value!r} is no name"
        elif attribute in LENGTHS and not 1 <= len(value) <= LENGTHS[attribute]:
            yield f"{name}: {attribute} is {len(value)} long"
        elif attribute in VALUES and value not in VALUES[attribute]:
            yield f"{name}: {attribute} is {value!r}"
