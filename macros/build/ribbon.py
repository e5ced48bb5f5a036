"""The ribbon's XML (customUI, 2009/07: Excel 2010 and later), from the table of buttons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from automation.core.steps import Step
from automation.desk.buttons import COMMON, EXTRAS, MORE, TAB, Button, Group, groups, supertip
from macros.build.vba import press

NAMESPACE = "http://schemas.microsoft.com/office/2009/07/customui"
_MORE_ICON = "ListMacros"


def ribbon() -> bytes:
    """The customUI part: the tab 客服, the group 常用, and a group for each register."""
    root = Element("customUI", xmlns=NAMESPACE)
    tabs = SubElement(SubElement(root, "ribbon"), "tabs")
    tab = SubElement(tabs, "tab", id="kefubu", label=TAB, keytip="K")
    _common(tab)
    for group in groups():
        _group(tab, group)
    ElementTree.indent(root)
    return b'<?xml version="1.0" encoding="UTF-8"?>\n' + ElementTree.tostring(root, encoding="utf-8") + b"\n"


def names() -> Iterator[str]:
    """The names of all buttons, in the order in which they stand."""
    yield from (extra.name for extra in EXTRAS)
    yield from (step.name for group in groups() for step in group.steps)


def _common(tab: Element) -> None:
    shown = SubElement(tab, "group", id="common", label=COMMON, imageMso=EXTRAS[0].icon, autoScale="true")
    for extra in EXTRAS:
        _button(shown, extra, _extra_tip(extra), size="large")


def _group(tab: Element, group: Group) -> None:
    name = group.register.name
    shown = SubElement(tab, "group", id=f"group_{name}", label=group.register.title, imageMso=group.steps[0].icon, autoScale="true")
    for step in group.large:
        _button(shown, step, supertip(step), size="large")
    if not group.more:
        return
    rest = [step.title for part in group.more for step in (*part.way, *part.others)]
    menu = SubElement(shown, "menu", id=f"more_{name}", label=MORE, imageMso=_MORE_ICON, size="large",
                      screentip=f"{group.register.title}的其他事项", supertip="、".join(rest))
    for part in group.more:
        name, title = part.sheet.name, part.sheet.title
        if part.way and part.others:
            _items(menu, f"{name}_way", f"{title}（按顺序办）", part.way)
            _items(menu, f"{name}_others", f"{title}（需要时办）", part.others)
        else:
            _items(menu, f"{name}_steps", title, (*part.way, *part.others))


def _items(menu: Element, id: str, title: str, steps: Iterable[Step]) -> None:
    SubElement(menu, "menuSeparator", id=id, title=title)
    for step in steps:
        _button(menu, step, supertip(step))


def _button(parent: Element, button: Step | Button, tip: str, **more: str) -> None:
    SubElement(parent, "button", id=f"button_{button.name}", label=button.title, imageMso=button.icon, screentip=button.title,
               supertip=tip, onAction=press(button.name), **more)


def _extra_tip(extra: Button) -> str:
    return "\n".join((extra.tip, f"先做：{extra.before}"))
