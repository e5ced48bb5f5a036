"""Finding (发现): one thing in one cell that breaks one article, as a value."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import Enum
from typing import Any


def article_order(article: str) -> tuple[str, tuple[int, ...]]:
    """AS2.9 before AS2.10.

    >>> article_order("AS2.10")
    ('AS', (2, 10))
    """
    return article[:2], tuple(int(part) for part in article[2:].split(".") if part)


class Severity(Enum):
    """How much a finding weighs."""

    BREACH = "违反"      # breaks an article
    DATA = "资料"        # the data itself is wrong or missing
    NOTICE = "提示"      # worth knowing; nothing is broken


@dataclass(frozen=True)
class Finding:
    """What is wrong where, what would be right, and who should mend it.

    ``cell`` is an A1 address on ``sheet``; a finding about something that should exist but doesn't points at the
    header cell. ``message`` names the offending value; ``right`` says what would be right.
    """

    article: str
    workbook: str
    sheet: str
    cell: str
    key: str
    rule: str
    message: str
    right: str
    person: str
    severity: Severity = Severity.BREACH

    def __lt__(self, other: Finding) -> bool:
        return self.place < other.place

    @property
    def place(self) -> tuple[Any, ...]:
        """Order by article, then place."""
        letters = "".join(c for c in self.cell if c.isalpha())
        digits = int("".join(c for c in self.cell if c.isdigit()) or 0)
        return (article_order(self.article), self.workbook, self.sheet, digits, len(letters), letters, self.rule, self.key)

    def as_json(self) -> dict[str, str]:
        """A plain dictionary, for findings.json."""
        return asdict(self) | {"severity": self.severity.value}
