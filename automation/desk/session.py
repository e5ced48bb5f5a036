"""A session (办理现场): a department's folder at one moment, registers read when they are first looked at.

No pandas: buttons and commands start from here. What is committed but not yet written (待写入) is laid over what is
read, so that everybody sees the same state.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from automation.core.archives import archives_of, with_archives
from automation.core.changes import Change, WriteDocument
from automation.core.department import Department
from automation.core.documents import render
from automation.core.errors import KefubuError
from automation.core.folder import Folder
from automation.core.numbers import claim, peek
from automation.core.purge import finish
from automation.core.reader import RegisterData, SheetData, read_register
from automation.core.rows import Row
from automation.core.schema import Register
from automation.core.steps import Desk
from automation.core.transactions import CLOSED, Order, Outcome, Way, commit, recover
from automation.core.waiting import overlay, pending
from automation.desk import house


class NobodyKnown(KefubuError):
    """Nobody in 基础资料 works under this login, and no person was named."""


@dataclass
class Session:
    """The registers of a folder as steps see them. Implements :class:`automation.core.steps.Source`."""

    folder: Folder
    now: datetime
    login: str
    way: Way = CLOSED
    _read: dict[str, RegisterData] = field(default_factory=dict)
    _glanced: dict[str, RegisterData] = field(default_factory=dict)
    _whole: dict[str, SheetData] = field(default_factory=dict)

    @classmethod
    def open(cls, path: Path, now: datetime, login: str, way: Way = CLOSED) -> Session:
        """Open a department's folder; raises a named error when it isn't one. ``way`` leads to its workbooks."""
        return cls(Folder.open(path), now, login, way)

    def recover(self) -> Outcome:
        """Finish what was committed and not yet written, and destructions that were cut short."""
        finish(self.folder, house.catalogue(), self.now)
        outcome = recover(self.folder, house.catalogue(), self.department, self.now, self.way)
        self._forget()
        return outcome

    def commit(self, changes: Sequence[Change], step: str, person: str, articles: tuple[str, ...] = (), *, form: str = "",
               digest: str = "") -> Outcome:
        """Commit changes and write what can be written; what was read before is forgotten.

        ``form`` and ``digest``: the returned form that is taken in, as :class:`~automation.core.transactions.Order` says.
        """
        order = Order(step, person, self.login, self.now, articles, form=form, digest=digest)
        outcome = commit(self.folder, house.catalogue(), changes, order, self.department, self.way)
        self._forget()
        return outcome

    def _forget(self) -> None:
        """What was read is no longer what lies there."""
        self._read.clear()
        self._glanced.clear()
        self._whole.clear()
        self.__dict__.pop("_pending", None)

    @cached_property
    def department(self) -> Department:
        """The department as 基础资料 describes it."""
        return Department(self.now, house.articles(), self.rows)

    def register(self, register: Register) -> RegisterData:
        """A register as read, with what is pending laid over it."""
        if register.name not in self._read:
            data = read_register(self.folder.register_path(register), register, today=self.now.date())
            self._read[register.name] = overlay(data, self._pending.get(register.name, ()), self.department)
        return self._read[register.name]

    def sheet(self, name: str) -> SheetData:
        """One sheet, of which only what is asked for is read unless its register was read already."""
        register = house.catalogue().register_of[name]
        if register.name in self._read:
            return self._read[register.name].sheets[name]
        if register.name not in self._glanced:
            data = self.way.read(self.folder.register_path(register), register, self.now.date())
            self._glanced[register.name] = data
            overlay(data, self._pending.get(register.name, ()), self.department)
        return self._glanced[register.name].sheets[name]

    def rows(self, name: str) -> Sequence[Mapping[str, Any]]:
        """All rows of a sheet."""
        return list(self.sheet(name).rows())

    def find(self, sheet: str, key: str) -> Row | None:
        """The row of a sheet with this key; where the register hasn't got it, the one in a year's archive."""
        found = self.sheet(sheet).find(key)
        if found is None and archives_of(self.folder.root, house.catalogue().register_of[sheet]):
            return self.whole(sheet).find(key)
        return found

    def whole(self, sheet: str) -> SheetData:
        """One sheet with the rows of the year's archives behind its own; those can be looked at and no longer be worked on."""
        if sheet not in self._whole:
            self._whole |= with_archives(self.folder.root, self.register(house.catalogue().register_of[sheet]), self.now.date())
        return self._whole[sheet]

    def where(self, sheet: str, **values: Any) -> Sequence[Row]:
        """The rows of a sheet that hold these values."""
        return self.sheet(sheet).where(**values)

    def person(self, named: str | None = None) -> str:
        """Who is working: the person named, else the only one who works under this login."""
        if named:
            return named
        people = self.department.by_login(self.login)
        if len(people) == 1:
            return people[0]
        if people:
            raise NobodyKnown(f"登录名“{self.login}”有 {'、'.join(people)} 共用，请用 --person 写明经手人。")
        raise NobodyKnown(f"《基础资料》“人员”里没有登录名“{self.login}”，请用 --person 写明经手人，或在《基础资料》里登记登录名。")

    def desk(self, person: str, dry: bool = False) -> Desk:
        """What a step works on; a dry run claims no numbers."""
        number = peek if dry else claim
        return Desk(house.catalogue(), self.department, self, person, self.login,
                    lambda prefix: number(self.folder, prefix, self.now.date()), _render)

    @cached_property
    def _pending(self) -> Mapping[str, Sequence[Any]]:
        return pending(self.folder, house.catalogue())


def _render(document: str, row: Row, desk: Desk) -> WriteDocument:
    return render(house.documents()[document], row, desk)
