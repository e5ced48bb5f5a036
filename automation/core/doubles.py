"""Doubles (重复): the same company or person entered twice, seen through differences of writing.

Names, addresses and telephone numbers are compared as people mean them: full and half width, blanks, brackets, kinds of
company and city prefixes make no difference.
"""

from __future__ import annotations

import re
import unicodedata

_KINDS = re.compile(r"(?:股份|责任|有限|公司|集团|总公司)+$")
_CITY = re.compile(r"^(?:中国)?(?:北京|天津|上海|重庆)市?|^[^省市县区]{2,3}省")
_SIGNS = re.compile(r"[\s\W_]+")


def plain_name(name: str | None) -> str:
    """A name as it is compared: ``北京 南桥（日用）电器有限公司`` → ``南桥日用电器``. "" for a blank."""
    text = _plain(name)
    core = _KINDS.sub("", _CITY.sub("", text))
    return core if len(core) >= 2 else text


def plain_address(address: str | None) -> str:
    """An address as it is compared: without city, blanks and signs. "" for a blank."""
    text = _plain(address)
    return _CITY.sub("", text) or text


def plain_phone(phone: str | None) -> str:
    """A number as it is compared: its digits, without the extension. "" for a blank."""
    text = unicodedata.normalize("NFKC", phone or "")
    digits = re.sub(r"\D", "", re.split(r"转|ext", text, flags=re.IGNORECASE)[0])
    return digits


def same_name(one: str | None, other: str | None) -> bool:
    """Whether two names mean the same company or person; a blank means none."""
    return bool(plain_name(one)) and plain_name(one) == plain_name(other)


def _plain(text: str | None) -> str:
    return _SIGNS.sub("", unicodedata.normalize("NFKC", text or "")).casefold()
