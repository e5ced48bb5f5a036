"""The card with its line of the list and its record of changes: made, changed and moved together, never one alone (CU2, CU4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from automation.core.changes import Change
from automation.core.doubles import same_name
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.steps import Desk, append, state_of
from automation.customers.registers.common import TRACKED, kind_of, recorded
from automation.customers.registers.dealings import AT_ANY_TIME, BY_HAND, MOVED, STANDING
from automation.customers.registers.firms import FIRMS, LISTED


def check_card(card: Row, article: str) -> None:
    """A company buys or sells, and a dealer has an area and a grade. Raises :class:`StepRefused`."""
    if "是" not in (card.is_dealer, card.is_supplier):
        raise StepRefused("经销商、供应商至少有一样写“是”；两样都不是的，不列入《交易往来客户名簿》。", article, "is_dealer")
    for name in ("area", "grade"):
        if card.is_dealer == "是" and card[name] is None:
            raise StepRefused(f"经销商要填“{card.sheet[name].header}”。{card.sheet[name].note}", card.sheet[name].article, name)


def check_name(card: Row, desk: Desk, article: str) -> None:
    """One company, one card: no other of the same name is dealt with, on its way, or suspended. Raises :class:`StepRefused`."""
    for sheet, what in (("firms", "已经有客户卡"), ("paused_firms", "现在是交易中止，请办理“恢复交易”"), ("openings", "已经有调查书")):
        for other in desk.where(sheet):
            over = sheet == "openings" and state_of(other) not in ("待认可", "待承认")
            if other.key and other.key != card.key and not over and same_name(other.name, card.name):
                raise StepRefused(f"{other.name}（{other.key}）{what}，一家企业只立一张卡；确实是另一家的，请把企业名称写全。",
                                  article, "name")


def made(opening: Row, desk: Desk, **values: Any) -> Row:
    """The card that follows from an investigation (依照调查书做成)."""
    return desk.new("firms", **{name: opening[name] for name in TRACKED}, opening_no=opening.key, **values)


def line_of(card: Row, desk: Desk) -> Mapping[str, Any]:
    """What the list says of a card."""
    return {"kinds": kind_of(card.is_dealer, card.is_supplier)} | {name: card[name] for name in LISTED}


def enlisted(card: Row, desk: Desk) -> Change:
    """The card's line added to the list."""
    return append(desk.new("firm_list", firm_no=card.key, **line_of(card, desk), listed_at=desk.now))


def relisted(card: Row, desk: Desk) -> Iterator[Change]:
    """The card's line of the list as it should be; nothing where it is so."""
    line, wanted = desk.find("firm_list", card.key), line_of(card, desk)
    if line is None:
        yield enlisted(card, desk)
    elif any(line[name] != value for name, value in wanted.items()):
        yield desk.put(line, line.but(**wanted, updated_at=desk.now))


def last_recorded(card: Row, desk: Desk) -> Mapping[str, str | None]:
    """Each column of the card as last put on record: by its investigation, then by every change since."""
    opening = desk.find("openings", card.opening_no)
    known = {} if opening is None else {FIRMS[name].header: recorded(opening[name]) for name in TRACKED}
    for change in desk.where("firm_changes", firm_no=card.key):
        known[change.item] = change.new
    return {name: known[FIRMS[name].header] for name in TRACKED if FIRMS[name].header in known}


def changed(card: Row, new: Row, desk: Desk, source: str = AT_ANY_TIME, **links: Any) -> Iterator[Change]:
    """A card made into ``new``: a record of each thing that really changed since the last one, the card, its line of the list.

    What somebody had changed by hand before is put on record too, as such. Nothing where nothing differs.
    """
    known = last_recorded(card, desk)
    records = []
    for name in TRACKED:
        old, now = known.get(name, recorded(card[name])), recorded(new[name])
        if old != now:
            by_hand = source == AT_ANY_TIME and recorded(card[name]) == now
            records.append(_record(card, FIRMS[name].header, old, now, BY_HAND if by_hand else source, desk, links))
    if records:
        yield desk.put(card, new.but(changed_at=desk.now, changed_by=desk.person))
        yield from records
    yield from relisted(new, desk)


def moved(card: Row, old: str, new: str, desk: Desk) -> Change:
    """The record that dealings ended or were taken up again."""
    return _record(card, STANDING, old, new, MOVED, desk, {})


def _record(card: Row, item: str, old: str | None, new: str | None, source: str, desk: Desk, links: Mapping[str, Any]) -> Change:
    return append(desk.new("firm_changes", firm_no=card.key, item=item, old=old, new=new, changed_at=desk.now, changed_by=desk.person,
                           source=source, **links))


def some(changes: Iterable[Change], words: str, article: str) -> list[Change]:
    """These changes; refused where there are none."""
    found = list(changes)
    if not found:
        raise StepRefused(words, article)
    return found
