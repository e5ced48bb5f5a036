"""Office's own pictures that buttons may name (imageMso), each with a small drawing of ours for the staff's guide.

The names were checked against the gallery of Office 2013; Office shows its own picture, which looks much the same. A step
may name only what is listed here: a misspelt name would show an empty button, and nothing else would tell.
"""

from __future__ import annotations

from collections.abc import Mapping

_BLUE, _RED, _GREEN, _GOLD, _GREY, _PALE = "#2B6CB0", "#C53030", "#2F855A", "#B7791F", "#5F666C", "#E8F0F8"


def _path(d: str, stroke: str = _GREY, fill: str = "none", width: float = 1.6) -> str:
    return f'<path d="{d}" fill="{fill}" stroke="{stroke}" stroke-width="{width}" stroke-linejoin="round" stroke-linecap="round"/>'


def _text(said: str, x: float, y: float, size: float, colour: str) -> str:
    return f'<text x="{x}" y="{y}" font-size="{size}" font-weight="700" text-anchor="middle" fill="{colour}">{said}</text>'


_PAGE = _path("M6 3h8l4 4v14H6z M14 3v4h4", fill="#FFFFFF")
_ENVELOPE = _path("M3 6h18v12H3z M3 7l9 6 9-6", fill="#FFFFFF")
_CALENDAR = _path("M4 5h16v15H4z", fill="#FFFFFF") + _path("M4 5h16v4H4z", _BLUE, _BLUE)
_DISK = _path("M4 4h13l3 3v13H4z M8 4v5h7V4 M7 20v-7h10v7", _BLUE, _PALE)
_TICK = _path("M12 17l3 3 6-7", _GREEN, width=2.6)
_PERSON = _path("M12 4a3.4 3.4 0 1 1-.1 0z M5 20c0-5 3-7 7-7s7 2 7 7z", _BLUE, _PALE)
_ARROW = _path("M12 18h8 M17 15l3 3-3 3", _GREEN, width=2.2)
_FOLDER = _path("M3 6h6l2 2h10v11H3z", _GOLD, "#FBEFCB")
_FACE = _path("M12 3.500a8.500 8.500 0 1 1-.1 0z", _GOLD, "#FBEFCB") + _path("M9 9v1.500 M15 9v1.500", width=2)
_COIN = _path("M12 3.500a8.500 8.500 0 1 1-.1 0z", _GOLD, "#FBEFCB")
_PHONE = _path("M6 3l4 1 1 4-2 2c1 2 3 4 5 5l2-2 4 1 1 4c-1 2-3 3-5 2C10 18 6 14 4 8 3 6 4 4 6 3z", _BLUE, _PALE)
_FLAG = _path("M6 21V4 M6 4h12l-3 4 3 4H6", _RED, "#F9D2CE")

ICONS: Mapping[str, str] = {
    "AcceptInvitation": _CALENDAR + _TICK,
    "AccountingFormat": _COIN + _text("¥", 12, 16.3, 12, _GOLD),
    "AddressBook": _path("M5 3h13v18H5z M8 3v18", _BLUE, _PALE) + _text("@", 13.3, 15, 9, _BLUE),
    "Archive": _path("M3 5h18v5H3z M5 10h14v10H5z M10 13h4", _GOLD, "#FBEFCB"),
    "AssignTask": _PERSON + _ARROW,
    "AutoCorrect": _text("A", 8.500, 17, 15, _BLUE) + _path("M14 18l6-8 2 1.500-6 8-3 1z", _GOLD, "#FBEFCB"),
    "AutoDial": _PHONE,
    "Calculator": _path("M5 3h14v18H5z M8 6h8v3H8z M8 13h1 M12 13h1 M16 13h0 M8 17h1 M12 17h1 M16 17h0", fill="#FFFFFF"),
    "CalendarInsert": _CALENDAR + _path("M8 13h2 M14 13h2 M8 17h2 M14 17h2", width=2),
    "CalendarToolToday": _CALENDAR + _path("M9 12h6v5H9z", _RED, "#F9D2CE"),
    "Call": _PHONE,
    "ChartInsert": _path("M4 20h17", width=2) + _path("M6 19v-6h3v6z", _BLUE, _BLUE) + _path("M11 19V6h3v13z", _GREEN, _GREEN)
                   + _path("M16 19v-9h3v9z", _GOLD, _GOLD),
    "Copy": _path("M4 3h9v13H4z", fill="#FFFFFF") + _path("M9 8h10v13H9z M12 12h4 M12 15h4", _BLUE, "#FFFFFF"),
    "DateAndTimeInsert": _CALENDAR + _path("M16 11.500a5 5 0 1 1-.1 0z", _BLUE, "#FFFFFF") + _path("M16 14v3h2.500", _BLUE),
    "DeclineInvitation": _CALENDAR + _path("M12 12l8 8 M20 12l-8 8", _RED, width=2.6),
    "Delete": _path("M5 5l14 14 M19 5L5 19", _RED, width=3),
    "DollarSign": _COIN + _text("$", 12, 16.3, 12, _GOLD),
    "EnvelopesAndLabelsDialog": _ENVELOPE,
    "FileNew": _PAGE,
    "FileOpen": _FOLDER + _path("M8 15l4-4 4 4 M12 11v7", _GREEN, width=2),
    "FilePrint": _path("M7 9V3h10v6 M4 9h16v8H4z", fill="#FFFFFF") + _path("M7 14h10v7H7z", _BLUE, _PALE),
    "FileSave": _DISK,
    "FileSaveAs": _DISK + _path("M14 20l6-8 2 1.500-6 8-3 1z", _GOLD, "#FBEFCB"),
    "FileSendAsAttachment": _ENVELOPE + _ARROW,
    "FindDialog": _path("M4 18l2-12h4v12z M14 18V6h4l2 12z M10 9h4", _BLUE, _PALE),
    "FlagToday": _FLAG,
    "Folder": _FOLDER,
    "Forward": _path("M4 16c0-6 5-8 11-8V4l6 6-6 6v-4c-5 0-8 1-11 4z", _BLUE, _PALE),
    "HappyFace": _FACE + _path("M8 14c2 3.500 6 3.500 8 0", width=2),
    "Help": _path("M12 3.500a8.500 8.500 0 1 1-.1 0z", _BLUE, _BLUE) + _text("?", 12, 16.500, 12, "#FFFFFF"),
    "HighImportance": _path("M12 3v11", _RED, width=3.6) + _path("M12 19.500v.1", _RED, width=4),
    "Info": _path("M12 3.500a8.500 8.500 0 1 1-.1 0z", _BLUE, _BLUE) + _text("i", 12, 16.500, 12, "#FFFFFF"),
    "ListMacros": _path("M4 6h2 M9 6h11 M4 12h2 M9 12h11 M4 18h2 M9 18h11", _BLUE, width=2),
    "Lock": _path("M8 11V8a4 4 0 0 1 8 0v3") + _path("M5 11h14v9H5z", _GOLD, "#FBEFCB"),
    "MarkTaskComplete": _FLAG + _TICK,
    "Refresh": _path("M5 12a7 7 0 0 1 12-5l2 2 M19 4v5h-5 M19 12a7 7 0 0 1-12 5l-2-2 M5 20v-5h5", _GREEN, width=2),
    "Reply": _path("M20 16c0-6-5-8-11-8V4L3 10l6 6v-4c5 0 8 1 11 4z", _BLUE, _PALE),
    "ReviewAcceptChange": _PAGE + _TICK,
    "SadFace": _FACE + _path("M8 16c2-3 6-3 8 0", width=2),
    "Spelling": _text("ABC", 11, 10.500, 9, _BLUE) + _path("M6 16l4 4 9-9", _GREEN, width=2.6),
    "TableInsert": _path("M3 5h18v14H3z M3 10h18 M3 14.500h18 M9 5v14 M15 5v14", _BLUE, "#FFFFFF"),
    "Undo": _path("M9 4L4 9l5 5 M4 9h9a6 6 0 0 1 0 12h-3", _BLUE, width=2.4),
}
