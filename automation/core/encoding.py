"""Values in the journal (记录用的写法): every value of a cell as JSON and back, exactly."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from automation.core.changes import AppendRow, ArchiveRow, Change, Clash, SetCells, WriteDocument

_KINDS: dict[str, type] = {"set": SetCells, "append": AppendRow, "archive": ArchiveRow, "document": WriteDocument}


def encode(value: Any) -> Any:
    """A cell's value (None, str, int, Decimal, date, datetime) as JSON; dates and decimals carry their type."""
    if isinstance(value, datetime):
        return {"time": value.isoformat()}
    if isinstance(value, date):
        return {"day": value.isoformat()}
    if isinstance(value, Decimal):
        return {"amount": str(value)}
    if value is None or isinstance(value, str | int):
        return value
    raise TypeError(f"no cell of a register holds a {type(value).__name__}")


def decode(value: Any) -> Any:
    """The value that :func:`encode` made this of."""
    if isinstance(value, dict):
        (kind, text), = value.items()
        return {"time": datetime.fromisoformat, "day": date.fromisoformat, "amount": Decimal}[kind](text)
    return value


def canonical(data: Any) -> bytes:
    """JSON that is the same for the same data, for hashing; in one line. Half characters (copied text) survive."""
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf8", "surrogatepass")


def parse(data: bytes) -> Any:
    """What :func:`canonical` wrote. ValueError for anything that isn't JSON."""
    return json.loads(data.decode("utf8", "surrogatepass"))


def encode_change(change: Change) -> dict[str, Any]:
    """A change as JSON."""
    kind = next(name for name, type_ in _KINDS.items() if isinstance(change, type_))
    return {"kind": kind} | {name: _encoded(value) for name, value in vars(change).items()
                              if name not in ("beside", "into") or value}


def decode_change(data: Mapping[str, Any]) -> Change:
    """The change that :func:`encode_change` made this of."""
    fields = {name: ({key: decode(item) for key, item in value.items()} if name in ("values", "seen", "beside") else value)
              for name, value in data.items() if name != "kind"}
    return _KINDS[data["kind"]](**fields)


def encode_clash(clash: Clash) -> dict[str, Any]:
    """A clash as JSON: the cell, what was seen, what was wanted, what was found."""
    values = {name: encode(getattr(clash, name)) for name in ("seen", "wanted", "found")}
    return {"kind": "clash", "sheet": clash.sheet, "key": clash.key, "column": clash.column} | values


def decode_clash(data: Mapping[str, Any]) -> Clash:
    """The clash that :func:`encode_clash` made this of."""
    return Clash(data["sheet"], data["key"], data["column"], *(decode(data[name]) for name in ("seen", "wanted", "found")))


def _encoded(value: Any) -> Any:
    return {key: encode(item) for key, item in value.items()} if isinstance(value, Mapping) else value
