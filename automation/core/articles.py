"""Articles and their dated limits (条文), read from each slice's ``regulation.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any


@dataclass(frozen=True)
class Limit:
    """The limits of an article from a day on: names → whole numbers, in the unit that ``units`` says."""

    since: date
    values: Mapping[str, int]


@dataclass(frozen=True)
class Article:
    """One article: id (``AS2.12``), where it stands, short title in Chinese, since when, and its limits.

    ``by_hand`` says why no software answers for it; "" when some rule, step, form or statistic does.
    """

    id: str
    place: str
    title: str
    by_hand: str = ""
    limits: tuple[Limit, ...] = ()


@dataclass(frozen=True)
class Regulation:
    """A regulation: its name, version, the day it came into force, who approved it (AS1.2), its articles."""

    name: str
    prefix: str
    version: str
    in_force: date
    approved_by: str
    articles: tuple[Article, ...]


class Articles:
    """All articles of the house, by id."""

    def __init__(self, regulations: Iterable[Regulation]) -> None:
        self.regulations = tuple(regulations)
        self._articles = {article.id: article for law in self.regulations for article in law.articles}

    def __getitem__(self, id: str) -> Article:
        return self._articles[id]

    def __contains__(self, id: str) -> bool:
        return id in self._articles

    def __iter__(self):
        return iter(self._articles.values())

    def title(self, id: str) -> str:
        """The article's place and short title, as findings show it; DQ is the data itself."""
        if id not in self._articles:
            return "资料质量"
        article = self._articles[id]
        return f"{article.place} {article.title}"

    def limit(self, id: str, name: str, on: date) -> int:
        """The limit in force on that day; before the first one, the first one counts."""
        limits = self._articles[id].limits
        best = limits[0]
        for limit in limits:
            if limit.since <= on:
                best = limit
        return best.values[name]


def load_regulation(path: Path) -> Regulation:
    """Read one ``regulation.toml``; limits are sorted by day."""
    data = tomllib.loads(path.read_text(encoding="utf8"))
    head = data["regulation"]
    return Regulation(head["name"], head["prefix"], head["version"], head["in_force"], head["approved_by"],
                      tuple(_article(id, entry) for id, entry in data["article"].items()))


def _article(id: str, entry: Mapping[str, Any]) -> Article:
    limits = (Limit(item["since"], {name: value for name, value in item.items() if name != "since"})
              for item in entry.get("limits", ()))
    return Article(id, entry["place"], entry["title"], entry.get("by_hand", ""),
                   tuple(sorted(limits, key=lambda limit: limit.since)))
