"""How the parts of a workbook hang together: relationships, content types, the workbook part (ECMA-376 part 2, 8 and 9)."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from urllib.parse import unquote
from xml.etree import ElementTree

from automation.core.errors import RefusedFile
from automation.core.xlsx import markup
from automation.core.xlsx.package import Package

CONTENT_TYPES = "[Content_Types].xml"
_NOT_A_WORKBOOK = "这个文件不是 Excel 工作簿（.xlsx）；请确认选对了文件，或在 Excel 里另存为 .xlsx 再试。"
_HEAD = 1 << 16
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@dataclass(frozen=True)
class Relation:
    """One relationship: ``target`` is a part name (or the address of something outside)."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class SheetEntry:
    """One sheet of the workbook part; ``part`` is "" when its relationship leads nowhere."""

    title: str
    sheet_id: str
    part: str
    kind: str


def relations_part(part: str) -> str:
    """The name of the part that holds a part's relationships ("" = the package's own)."""
    folder, name = posixpath.split(part)
    return posixpath.join(folder, "_rels", f"{name}.rels")


def relations(package: Package, part: str) -> list[Relation]:
    """A part's relationships, in order."""
    holder = relations_part(part)
    if holder not in package:
        return []
    return [_relation(element, part) for element in markup.children(markup.parse(package.read(holder)), "Relationship")]


def _relation(element: ElementTree.Element, part: str) -> Relation:
    target = element.get("Target", "").replace("\\", "/")
    external = element.get("TargetMode") == "External"
    if not external:
        path = unquote(target.partition("#")[0])
        target = posixpath.normpath(posixpath.join("/" + posixpath.dirname(part), path)).lstrip("/")
    return Relation(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target, external)


def workbook_part(package: Package) -> str:
    """The part that is the workbook. RefusedFile when the package isn't an .xlsx/.xlsm workbook."""
    for relation in relations(package, ""):
        if relation.kind == "officeDocument" and relation.target in package:
            if relation.target.lower().endswith(".bin"):
                raise RefusedFile("这是 .xlsb 格式的工作簿，程序读不了；请在 Excel 里另存为 .xlsx 再试。")
            if markup.local(markup.parse(package.read(relation.target)).tag) == "workbook":
                return relation.target
    raise RefusedFile(_NOT_A_WORKBOOK)


def open_package(data: bytes) -> Package:
    """The package of a workbook that may be changed. RefusedFile, in one sentence, for each kind that may not."""
    if not data.startswith(b"PK"):
        raise RefusedFile(_not_a_package(data))
    package = Package.parse(data)
    if package.duplicates():
        raise RefusedFile(f"工作簿里「{package.duplicates()[0]}」出现了两次，程序不知道该信哪个；请用 Excel 打开后另存一份再试。")
    if CONTENT_TYPES not in package:
        raise RefusedFile(_NOT_A_WORKBOOK)
    if any(relation.kind == "origin" for relation in relations(package, "")):
        raise RefusedFile("这个工作簿有数字签名，改动会使签名作废，程序不改；请先在 Excel 里删去签名再试。")
    if any(relation.kind == "revisionHeaders" for relation in relations(package, workbook_part(package))):
        raise RefusedFile("这是旧式「共享工作簿」，程序不改；请在 Excel 里取消共享（审阅→共享工作簿）后保存再试。")
    return package


def _not_a_package(data: bytes) -> str:
    """What a file is that isn't a zip: the sentence that says so and what to do."""
    start = data[:4096].replace(b"\0", b"").lower()
    if not data.strip(b"\0"):
        return "这个文件是空的，里面什么也没有；请从备份里取回。"
    if data.startswith(_OLE):
        if "EncryptedPackage".encode("utf-16-le") in data:
            return "这个工作簿设了打开密码，程序读不了；请在 Excel 里去掉密码后保存再试。"
        return "这是旧版 .xls（或 WPS 的 .et）工作簿，程序不读；请在 Excel 里另存为 .xlsx 再试。"
    if any(word in start for word in (b"<html", b"<table", b"<!doctype html", b"urn:schemas-microsoft-com:office")):
        return "这个文件其实是网页，不是 Excel 工作簿；请用 Excel 打开它，另存为“Excel 工作簿（.xlsx）”再试。"
    if not re.search(rb"[\0-\x08\x0e-\x1f]", data[:4096]):
        return "这个文件其实是文本（例如 CSV），不是 Excel 工作簿；请用 Excel 打开它，另存为“Excel 工作簿（.xlsx）”再试。"
    return _NOT_A_WORKBOOK


def readable(data: bytes) -> bytes:
    """The workbook for a reader that knows only UTF-8 parts under plain names: the same bytes when it holds no others.

    RefusedFile when a part is larger than it says, so that no reader unpacks more than it should.
    """
    package = open_package(data)
    package.refuse_false_sizes({entry.part for entry in sheet_entries(package, workbook_part(package))})
    texts = {member.name: member.start(_HEAD) for member in package.members if member.name.lower().endswith((".xml", ".rels"))}
    foreign = [name for name, head in texts.items() if not markup.is_utf8(head)]
    for head in texts.values():
        markup.refuse_declarations(head)
    if not foreign and not any(member.stored_name.startswith((b"/", b"\\")) for member in package.members):
        return data
    for name in foreign:
        package.replace(name, markup.as_utf8(package.read(name)))
    return package.with_plain_names().to_bytes()


def sheet_entries(package: Package, workbook: str) -> list[SheetEntry]:
    """The workbook's sheets of every kind, in order."""
    targets = {relation.id: relation for relation in relations(package, workbook)}
    entries = []
    for element in markup.children(markup.parse(package.read(workbook)), "sheet"):
        relation = targets.get(markup.relation_id(element))
        found = relation is not None and relation.target in package
        entries.append(SheetEntry(element.get("name", ""), element.get("sheetId", ""),
                                  relation.target if relation and found else "", relation.kind if relation else ""))
    return entries


def parts_of_type(package: Package, *endings: str) -> list[str]:
    """The parts whose content type ends so, as the package declares it part by part."""
    types = markup.children(markup.parse(package.read(CONTENT_TYPES)), "Override")
    names = [element.get("PartName", "").lstrip("/") for element in types if element.get("ContentType", "").endswith(endings)]
    return [name for name in names if name in package]


def drop_part(package: Package, owner: str, kind: str) -> None:
    """Remove the part that ``owner`` has of this kind, with its relationship and content type, if there is one."""
    for relation in relations(package, owner):
        if relation.kind == kind and not relation.external:
            _edit(package, relations_part(owner), "Relationship", "Id", {relation.id})
            _edit(package, CONTENT_TYPES, "Override", "PartName", {"/" + relation.target, relation.target})
            if relation.target in package:
                package.remove(relation.target)


def _edit(package: Package, part: str, element: str, attribute: str, values: set[str]) -> None:
    text, encoded = markup.decode(package.read(part))
    wanted = {value.lower() for value in values}
    exact = {found for tag in markup.tag(element).finditer(text)
             if (found := markup.get(tag[0], attribute)) is not None and found.lower() in wanted}
    package.replace(part, encoded.encode(markup.remove_elements(text, element, attribute, exact)))


def recalculate_on_open(text: bytes) -> bytes:
    """The workbook part (UTF-8) asking the spreadsheet program to calculate all formulas when it opens the file."""
    match = markup.tag("calcPr").search(text)
    if match:
        return text[:match.start()] + markup.put(match[0], "fullCalcOnLoad", "1") + text[match.end():]
    # calcPr stands after definedNames, else after externalReferences, functionGroups or sheets (18.2.27 CT_Workbook).
    for name in (b"definedNames", b"externalReferences", b"functionGroups", b"sheets"):
        ends = list(re.finditer(rb"</((?:[A-Za-z_][\w.-]*:)?)" + name + rb"\s*>", text))
        if ends:
            end = ends[-1].end()
            return text[:end] + b"<" + ends[-1][1] + b'calcPr fullCalcOnLoad="1"/>' + text[end:]
    return text
