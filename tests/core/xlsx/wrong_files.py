"""Files that aren't right, each made from a good workbook, with a word of the sentence that answers them ("" = it works)."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Callable, Mapping
from dataclasses import replace

from automation.core.xlsx.package import Package
from tests.core.xlsx.samples import members, rebuilt, with_part

Maker = Callable[[bytes], bytes]
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RELATION = '<Relationship Id="rIdX" Type="http://schemas.openxmlformats.org/{}" Target="{}"/></Relationships>'


def each_part(change: Callable[[str, str], str], which: str = r"\.xml\Z") -> Maker:
    """Every part whose name matches, its text changed."""
    return lambda data: rebuilt([(name, change(name, content.decode("utf8")).encode() if re.search(which, name) else content)
                                 for name, _, _, content in members(data)])


def renamed(change: Callable[[str], str]) -> Maker:
    return lambda data: rebuilt([(name if name.startswith("[") else change(name), content) for name, _, _, content in members(data)])


def in_utf16(data: bytes) -> bytes:
    return rebuilt([(name, content.decode("utf8").replace("UTF-8", "UTF-16").encode("utf-16") if name.endswith(".xml")
                     and not name.startswith("[") else content) for name, _, _, content in members(data)])


def prefixed(name: str, text: str) -> str:
    text = re.sub(r"<(/?)([A-Za-z]\w*)(?=[\s/>])", r"<\1x:\2", text)
    return text.replace(' xmlns="', ' xmlns:x="')


def twice(data: bytes) -> bytes:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return with_part(data, "xl/worksheets/sheet1.xml", b"<worksheet/>")


def with_password(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[data.index(b"PK\1\2") + 8] |= 1
    return bytes(changed)


def huge(data: bytes) -> bytes:
    """A part that says it unpacks to 2 GB."""
    changed, at = bytearray(data), data.rindex(b"PK\1\2")
    changed[at + 24:at + 28] = (1 << 31).to_bytes(4, "little")
    return bytes(changed)


def bomb(data: bytes) -> bytes:
    """Shared strings of 100 MB that pack to 100 KB."""
    text = b"<sst>" + b" " * (100 << 20) + b"</sst>"
    return rebuilt([(name, text if name == "xl/sharedStrings.xml" else content) for name, _, _, content in members(data)])


def lying_bomb(data: bytes) -> bytes:
    """Shared strings that say they are small, and unpack to far more than any part may."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = packer.compress(bytes(1 << 20)) + packer.flush(zlib.Z_FULL_FLUSH)
    package = Package.parse(data)
    place = package.names().index("xl/sharedStrings.xml")
    package.members[place] = replace(package.members[place], packed=block * 1200 + packer.flush())
    return package.to_bytes()


def document_type(name: str, text: str) -> str:
    """Entities that unfold to a billion, behind a comment longer than anyone would look."""
    entities = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    return re.sub(r"(<(?:\w+:)?(?:workbook|worksheet)\b)", rf"<!--{'x' * 9000}-->{entities}\1", text, count=1)


def other_zip(data: bytes) -> bytes:
    return rebuilt([("mimetype", b"application/vnd.oasis.opendocument.spreadsheet"), ("content.xml", b"<a/>")])


def cut_sheets(share: float) -> Maker:
    """A sound zip whose sheets stop in the middle: this share of their rows is left."""
    def cut(name: str, text: str) -> str:
        start, end = text.index("<sheetData"), text.index("</sheetData>")
        return text[:start + int((end - start) * share)]
    return each_part(cut, r"worksheets/sheet\d+\.xml\Z")


def flipped(data: bytes) -> bytes:
    changed = bytearray(data)
    changed[data.index(b"xl/worksheets/sheet1.xml") + 400] ^= 0xFF
    return bytes(changed)


WRONG: Mapping[str, tuple[Maker, str]] = {
    "xls": (lambda data: _OLE + bytes(600), "旧版 .xls"),
    "encrypted": (lambda data: _OLE + bytes(500) + "EncryptedPackage".encode("utf-16-le"), "打开密码"),
    "zip password": (with_password, "密码"), "zero bytes": (lambda data: b"", "空的"), "only zeros": (lambda data: bytes(20_000), "空的"),
    "half a zip": (lambda data: data[:len(data) // 2], "损坏"), "cut end": (lambda data: data[:-30], "损坏"),
    "flipped bit": (flipped, "损坏"), "half a sheet": (cut_sheets(0.5), "损坏"), "two members": (twice, "两次"), "huge": (huge, "太大"),
    "bomb": (bomb, "内存"), "lying bomb": (lying_bomb, "损坏"), "entities": (each_part(document_type, r"workbook\.xml\Z"), "声明"),
    "entities in a sheet": (each_part(document_type, r"sheet1\.xml\Z"), "声明"),
    "csv": (lambda data: "编号,状态\n1,新\n".encode("gb18030"), "文本"),
    "html": (lambda data: "<html><table><tr><td>编号</td></tr></table></html>".encode(), "网页"),
    "xml of 2003": (lambda data: b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "网页"),
    "ods": (other_zip, "不是 Excel"), "picture": (lambda data: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, "不是 Excel"),
    "signed": (each_part(lambda name, text: text.replace("</Relationships>", _RELATION.format(
        "package/2006/relationships/digital-signature/origin", "_xmlsignatures/origin.sigs")), r"\A_rels/\.rels\Z"), "签名"),
    "legacy shared": (each_part(lambda name, text: text.replace("</Relationships>", _RELATION.format(
        "officeDocument/2006/relationships/revisionHeaders", "revisions/revisionHeaders.xml")), r"workbook\.xml\.rels\Z"), "共享工作簿"),
    "UTF-16": (in_utf16, ""), "prefixes": (each_part(prefixed, r"(workbook|sheet\d+|sharedStrings|styles|table\d+)\.xml\Z"), ""),
    "back-slashes": (renamed(lambda name: name.replace("/", "\\")), ""), "leading slash": (renamed(lambda name: "/" + name), ""),
    "other case": (renamed(lambda name: name.replace("xl/worksheets/sheet", "xl/Worksheets/Sheet")), ""),
    "missing r": (each_part(lambda name, text: re.sub(r'<(row|c) r="\w+"', r"<\1", text), r"worksheets/sheet\d+\.xml\Z"), ""),
}
