"""XML as bytes: just enough to change single tags and attributes and leave every other byte alone.

Parts are worked on as UTF-8 without a byte order mark; ``Encoded`` remembers how they were stored. Tags are found in any
namespace prefix (``<row`` and ``<x:row``); attribute values may stand in either kind of quotes and hold ``>``.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from automation.core.errors import RefusedFile

ATTRIBUTES = rb"""(?:[^<>"'/]++|"[^"]*+"|'[^']*+'|/(?!>))*+"""
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_DECLARED = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
# A document type can only stand before the root, behind comments and processing instructions.
_DECLARATION = re.compile(rb"(?:\s++|<\?.*?\?>|<!--.*?-->)*+<!(?:DOCTYPE|ENTITY)", re.DOTALL)
# Past this size only what a change touches is looked at, so that one cell in a big sheet stays cheap.
_SMALL = 4 << 20


@dataclass(frozen=True)
class Encoded:
    """How a part is stored: its byte order mark and its encoding."""

    mark: bytes
    codec: str

    def encode(self, text: bytes) -> bytes:
        if self.codec == "utf-8":
            return self.mark + text
        return self.mark + text.decode("utf8").encode(self.codec, "xmlcharrefreplace")


def decode(data: bytes) -> tuple[bytes, Encoded]:
    """A part as UTF-8 bytes, and how it was stored. RefusedFile for entity declarations and unknown encodings."""
    mark, codec = next(((mark, codec) for mark, codec in _MARKS if data.startswith(mark)), (b"", ""))
    text = data[len(mark):] if mark else data
    if not codec:
        declared = _DECLARED.match(text[:200])
        codec = "utf-16-le" if text[:4] == b"<\0?\0" else "utf-16-be" if text[:4] == b"\0<\0?" else (
            declared[1].decode("ascii").lower() if declared else "utf-8")
    codec = {"utf8": "utf-8"}.get(codec, codec)
    try:
        text = text if codec == "utf-8" else text.decode(codec).encode("utf8")
        if len(text) <= _SMALL:
            text.decode("utf8")
    except (LookupError, UnicodeError) as error:
        raise RefusedFile("工作簿里有一部分的文字已损坏，或编码程序不认识；请用 Excel 打开后另存一份再试。") from error
    refuse_declarations(text)
    return text, Encoded(mark, codec)


def refuse_declarations(text: bytes) -> None:
    """RefusedFile for a part (UTF-8) that declares a document type: no spreadsheet program writes one, entities could unfold."""
    if _DECLARATION.match(text):
        raise RefusedFile("工作簿里有 Excel 不会写出的声明（可能有人做过手脚），程序不打开；请向交文件的人核实。")


def is_utf8(head: bytes) -> bool:
    """Whether a part that starts so is stored in UTF-8."""
    declared = _DECLARED.match(head.removeprefix(codecs.BOM_UTF8))
    return not head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, b"<\0", b"\0<")) and (
        declared is None or declared[1].lower() in (b"utf-8", b"utf8"))


def as_utf8(data: bytes) -> bytes:
    """A part stored in UTF-8, its declaration saying so. RefusedFile as :func:`decode`."""
    return _DECLARED.sub(b'<?xml version="1.0" encoding="utf-8"', decode(data)[0], count=1)


def parse(data: bytes) -> ElementTree.Element:
    """A part as a tree (small parts only). RefusedFile when it isn't well-formed."""
    text = as_utf8(data)
    try:
        return ElementTree.fromstring(text)
    except ElementTree.ParseError as error:
        raise RefusedFile("工作簿里有一部分已损坏，读不出来；请从备份里取回，或用 Excel 打开后另存一份再试。") from error


def local(tag: str) -> str:
    """An element's or attribute's name without its namespace."""
    return tag.rpartition("}")[2]


def children(element: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """All descendants of this local name."""
    return [found for found in element.iter() if isinstance(found.tag, str) and local(found.tag) == name]


def relation_id(element: ElementTree.Element) -> str:
    """The ``r:id`` of an element (transitional or strict namespace), "" without one."""
    return next((value for key, value in element.items() if local(key) == "id" and "elationships}" in key), "")


@lru_cache(maxsize=200)
def tag(name: str) -> re.Pattern[bytes]:
    """Matches start tags of this local name: group 1 prefix with colon, 2 attributes, 3 ``/`` of an empty element."""
    return re.compile(rb"<((?:[A-Za-z_][\w.-]*:)?)(?:" + name.encode() + rb")(?=[\s/>])(" + ATTRIBUTES + rb")(/?)>")


@lru_cache(maxsize=200)
def _attribute(name: str) -> re.Pattern[bytes]:
    return re.compile(rb"""(\s""" + re.escape(name.encode()) + rb"""\s*=\s*)(?:"([^"]*)"|'([^']*)')""")


def get(start_tag: bytes, name: str) -> str | None:
    """An attribute's value from the bytes of a start tag, or None."""
    match = _attribute(name).search(start_tag)
    if match is None:
        return None
    return unescaped((match[2] if match[2] is not None else match[3]).decode("utf8"))


def put(start_tag: bytes, name: str, value: str) -> bytes:
    """The start tag with this attribute set: in place when it has one, else as the last one."""
    text = quoted(value)
    if _attribute(name).search(start_tag):
        return _attribute(name).sub(lambda match: match[1] + b'"' + text + b'"', start_tag, count=1)
    end = -2 if start_tag.endswith(b"/>") else -1
    return start_tag[:end].rstrip() + b" " + name.encode() + b'="' + text + b'"' + start_tag[end:]


def drop(start_tag: bytes, name: str) -> bytes:
    return _attribute(name).sub(b"", start_tag, count=1)


def remove_elements(text: bytes, name: str, attribute: str, wanted: set[str]) -> bytes:
    """Without the elements of this name whose attribute has one of these values (elements without children)."""
    def gone(match: re.Match[bytes]) -> bytes:
        return b"" if get(match[1], attribute) in wanted else match[0]
    pattern = re.compile(rb"(<((?:[A-Za-z_][\w.-]*:)?" + name.encode() + rb")(?=[\s/>])" + ATTRIBUTES
                         + rb"(?:/>|>))(?:(?<!/>)\s*</\2\s*>)?")
    return pattern.sub(gone, text)


def content(value: str) -> bytes:
    """Text as element content."""
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").encode("utf8")


def quoted(value: str) -> bytes:
    """Text as an attribute's value, for double quotes."""
    text = content(value).replace(b'"', b"&quot;")
    return text.replace(b"\n", b"&#10;").replace(b"\r", b"&#13;").replace(b"\t", b"&#9;")


def unescaped(text: str) -> str:
    """Text with XML's five named entities and its numbered ones resolved."""
    def character(match: re.Match[str]) -> str:
        if match[1]:
            return chr(int(match[1], 16))
        return chr(int(match[2])) if match[2] else _NAMED[match[3]]
    return _ENTITY.sub(character, text) if "&" in text else text


_NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
_ENTITY = re.compile("&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|(amp|lt|gt|quot|apos));")
