"""Which forms travel (表的声明): each names the step that takes it in and the record that it is about."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from automation.core.rows import Row
from automation.core.schema import Catalogue, Column
from automation.core.steps import Ask, Desk, Step, asked_column

Known = Callable[[Row, Desk], Mapping[str, Any]]
"""Gives what is known already: answers that the form is sent out with, by the name of what is asked."""


@dataclass(frozen=True)
class FillForm:
    """A declared form. ``about`` is the sheet whose row it is made for; ``shows`` are that row's columns printed on it.

    ``step`` takes it in: on the row itself when the step belongs to ``about`` and leads from a state, else on a new row.
    ``asks`` are answered once; ``line_asks`` in each of ``lines`` lines, every filled line a row of its own. ``ends`` is a
    step taken after the last line, with the same answers. ``begins`` is one taken before the first line: what is asked once
    is asked for it then, and each line's row names the one that it made in its column ``link``. ``by`` says who fills it in:
    something asked that names a person, else the role that answers for it. ``assumed`` is taken for answered although the
    form doesn't ask it: a matter for the office to look at.
    """

    name: str
    title: str
    articles: tuple[str, ...]
    step: str
    about: str
    known: Known
    asks: tuple[str, ...]
    shows: tuple[str, ...] = ()
    line_asks: tuple[str, ...] = ()
    lines: int = 0
    ends: str = ""
    begins: str = ""
    link: str = ""
    by: str = ""
    version: int = 1
    assumed: Mapping[str, Any] = field(default_factory=dict)
    former: Mapping[str, str] = field(default_factory=dict)   # names asked for by older versions → today's

    @property
    def words(self) -> str:
        """What the person who fills it in is told."""
        return (self.known.__doc__ or "").strip().split("\n")[0]

    def step_asking(self, name: str) -> str:
        """The step that something is asked for."""
        return self.begins if self.begins and name in self.asks else self.step

    def ask(self, name: str, steps: Mapping[str, Step]) -> Ask:
        """The question behind something that the form asks."""
        return next(ask for ask in steps[self.step_asking(name)].asks if ask.column == name)

    def column(self, name: str, steps: Mapping[str, Step], catalogue: Catalogue) -> Column:
        """The column that something asked for belongs to."""
        return asked_column(steps[self.step_asking(name)], self.ask(name, steps), catalogue)


@dataclass
class FillForms:
    """The forms of one regulation that come back."""

    _forms: dict[str, FillForm] = field(default_factory=dict)

    def __iter__(self) -> Iterator[FillForm]:
        return iter(self._forms.values())

    def form(self, title: str, articles: str, *, step: str, about: str, asks: tuple[str, ...], shows: tuple[str, ...] = (),
             line_asks: tuple[str, ...] = (), lines: int = 0, ends: str = "", begins: str = "", link: str = "", by: str = "",
             version: int = 1, assumed: Mapping[str, Any] | None = None,
             former: Mapping[str, str] | None = None) -> Callable[[Known], FillForm]:
        """Declare a form: the decorated function gives what is known already; its docstring is printed on the form."""
        def declare(known: Known) -> FillForm:
            made = FillForm(known.__name__, title, tuple(articles.split()), step, about, known, asks, shows, line_asks, lines,
                            ends, begins, link, by, version, assumed or {}, former or {})
            self._forms[made.name] = made
            return made
        return declare
