"""Changes of a card at any time (CU4.3): told, or typed into the card before; put on record from what really changed."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.changes import Change
from automation.core.rows import Row
from automation.core.steps import Answers, Ask, Desk
from automation.customers.registers.common import CARD
from automation.customers.registers.firms import LIVE
from automation.customers.steps.files import changed, check_card, check_name, some
from automation.customers.steps.table import RESPONSIBLE, step


@step("变更登记", "CU4.3 CU2.2 CU5", sheet="firms", since=(LIVE,), to="", roles=RESPONSIBLE, icon="ReviewAcceptChange", often=True,
      asks=tuple(Ask(column.name, required=False) for column in CARD))
def change_card(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把变化记入客户卡和一览表，逐项记下原来的和新的内容；先在卡上改好的，也由它补记。"""
    new = row.but(**known)
    check_card(new, "CU2.2")
    if new.name != row.name:
        check_name(new, desk, "CU2.1")
    yield from some(changed(row, new, desk), f"{row.key}和上次记录的一样，一览表也一致，没有要登记的变化。", "CU4.3")
