"""Checks of the package: members, content types, relationships, well-formed XML (ECMA-376 part 2)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.parsers import expat

from automation.core.errors import RefusedFile
from automation.core.xlsx import markup
from automation.core.xlsx.facts import Facts, Problem
from automation.core.xlsx.parts import CONTENT_TYPES, relations_part

# Relationship kind → how the content type of its target ends.
_TYPES = {"worksheet": "worksheet+xml", "chartsheet": "chartsheet+xml", "table": "table+xml", "styles": "styles+xml",
          "sharedStrings": "sharedStrings+xml", "calcChain": "calcChain+xml", "comments": "comments+xml",
          "drawing": "drawing+xml", "theme": "theme+xml", "pivotTable": "pivotTable+xml", "chart": "chart+xml"}


def duplicate_member(facts: Facts) -> Iterator[Problem]:
    """Two members whose names differ at most in case."""
    for name in facts.package.duplicates():
        yield Problem("duplicate-member", name, "the package holds this part twice")


def content_type(facts: Facts) -> Iterator[Problem]:
    """Every part needs a content type, by name or by extension; none may be declared for a part that isn't there."""
    if CONTENT_TYPES not in facts.package:
        yield Problem("content-type-missing", CONTENT_TYPES, "the package has no list of content types")
        return
    defaults, overrides = _declared(facts)
    names = [name for name in facts.package.names() if name and not name.endswith("/")]
    for name in names:
        known = name.lower() in overrides or name.lower().rpartition(".")[2] in defaults
        if not known and name != CONTENT_TYPES:
            yield Problem("content-type-missing", name, "no content type for this part")
    for name in overrides.keys() - {name.lower() for name in names}:
        yield Problem("content-type-orphan", CONTENT_TYPES, "content type of a part that isn't there", name)


def content_type_match(facts: Facts) -> Iterator[Problem]:
    """A part's content type fits the relationship that leads to it."""
    defaults, overrides = _declared(facts)
    for holder in ["", *facts.package.names()]:
        for relation in facts.relations(holder):
            wanted = _TYPES.get(relation.kind)
            name = relation.target.lower()
            given = overrides.get(name) or defaults.get(name.rpartition(".")[2], "")
            if wanted and not relation.external and given and not given.endswith(wanted):
                yield Problem("content-type-mismatch", relation.target, f"{given} does not fit {relation.kind}")


def _declared(facts: Facts) -> tuple[dict[str, str], dict[str, str]]:
    """Content types by extension and by part name, both in lower case."""
    defaults = {element.get("Extension", "").lower(): element.get("ContentType", "")
                for element in facts.elements(CONTENT_TYPES, "Default")}
    overrides = {element.get("PartName", "").lstrip("/").lower(): element.get("ContentType", "")
                 for element in facts.elements(CONTENT_TYPES, "Override")}
    return defaults, overrides


def content_type_twice(facts: Facts) -> Iterator[Problem]:
    """One content type per extension and per part."""
    for element, key in (("Default", "Extension"), ("Override", "PartName")):
        counted = Counter(found.get(key, "").lower() for found in facts.elements(CONTENT_TYPES, element))
        for name, times in counted.items():
            if times > 1:
                yield Problem("content-type-twice", CONTENT_TYPES, f"{times} content types", name)


def relationships(facts: Facts) -> Iterator[Problem]:
    """Relationship ids are unique in their part, and every inner target exists."""
    for holder in ["", *facts.package.names()]:
        found = facts.relations(holder)
        for name, times in Counter(relation.id for relation in found).items():
            if times > 1:
                yield Problem("relationship-id-twice", relations_part(holder), f"{times} relationships", name)
        for relation in found:
            if not relation.external and relation.target not in facts.package and relation.target:
                yield Problem("relationship-target-missing", relations_part(holder), relation.target, relation.id)


def relationship_ids(facts: Facts) -> Iterator[Problem]:
    """Every ``r:id`` in a sheet or in the workbook part names a relationship of that part."""
    roots = [(sheet.part, sheet.root) for sheet in facts.sheets]
    for part, root in [*roots, (facts.workbook_part, facts.workbook)]:
        known = {relation.id for relation in facts.relations(part)}
        for element in root.iter() if root is not None else []:
            wanted = markup.relation_id(element)
            if wanted and wanted not in known:
                yield Problem("relationship-id-unknown", part, f"{markup.local(str(element.tag))} names it", wanted)


def well_formed(facts: Facts) -> Iterator[Problem]:
    """Every XML part is well-formed, its prefixes are bound, and it declares no entities."""
    for name in facts.package.names():
        looked_at = facts.excerpts is None or name in facts.excerpts
        if not looked_at or not re.search(r"\.(xml|rels|vml)\Z", name, re.IGNORECASE):
            continue
        parser = expat.ParserCreate(namespace_separator=" ")
        declared: list[str] = []
        parser.StartDoctypeDeclHandler = lambda *args, declared=declared: declared.append(str(args[0]))
        try:
            parser.Parse(facts.read(name), True)
        except expat.ExpatError as error:
            # VML is written by hand in old tools; Excel reads it leniently.
            if not name.lower().endswith(".vml"):
                yield Problem("xml-broken", name, str(error), f"line {error.lineno}")
        except LookupError as error:
            yield Problem("xml-broken", name, str(error), "encoding")
        except RefusedFile as error:
            yield Problem("member-damaged", name, str(error))
        if declared:
            yield Problem("xml-entities", name, "declares a document type")


def core_properties(facts: Facts) -> Iterator[Problem]:
    """At most one part of core properties, its dates in W3C form (ECMA-376 part 2, 11)."""
    found = [relation for relation in facts.relations("") if relation.kind == "core-properties"]
    if len(found) > 1:
        yield Problem("core-properties-twice", "_rels/.rels", f"{len(found)} parts of core properties")
    for relation in found[:1]:
        for element in facts.elements(relation.target, "created") + facts.elements(relation.target, "modified"):
            if not re.fullmatch(r"\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)?)?)?)?", element.text or ""):
                yield Problem("core-date-broken", relation.target, element.text or "", markup.local(str(element.tag)))


CHECKS = (duplicate_member, content_type, content_type_match, content_type_twice, relationships, relationship_ids,
          well_formed, core_properties)
