"""补记: what was written by hand is taken up in one go (AS2.2): number, voucher, visit, and whoever is missing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from automation.after_sales.registers.common import FIXED
from automation.after_sales.steps.calls import HANDWRITTEN, check_dispatcher, voided
from automation.after_sales.steps.entry import ENTRY, draw_voucher, enter, printed
from automation.after_sales.steps.fees import FEES, ON_VOUCHER, fixed_on_the_spot
from automation.after_sales.steps.table import step
from automation.after_sales.steps.visits import left
from automation.core.changes import Change
from automation.core.errors import StepRefused
from automation.core.rows import Row
from automation.core.schema import Kind
from automation.core.step_checks import check_dates, check_value
from automation.core.steps import Answers, Ask, Desk, append, state_of

_TOLD = ("dispatched_at", "dispatched_by", "technician", "arrived_at", "done_at", "struck_off_at", "struck_off_by",
         "cancelled_at", "cancel_reason", "duplicate_of")
_STATES = ("待派工", "待到达", "服务中", "待再次上门", "已修妥", "已注销", "已取消")
_NEEDS = (
    ("arrived_at", ("dispatched_at",)), ("dispatched_at", ("technician", "dispatched_by")), ("waiting", ("arrived_at",)),
    ("brought_back_at", ("arrived_at",)), ("done_at", ("arrived_at",)), ("struck_off_at", ("done_at", "struck_off_by")),
    ("cancelled_at", ("cancel_reason",)), ("dispatched_by", ("dispatched_at",)), ("struck_off_by", ("struck_off_at",)),
    ("cancel_reason", ("cancelled_at",)), ("duplicate_of", ("cancelled_at",)),
)
"""What must be known beside each thing that was written by hand."""


@step("补记", "AS2.2 AS2.3 AS2.4 AS2.1", sheet="calls", since=("", *_STATES, "携回修护中"), to="", or_to=_STATES,
      roles=("客服人员", "销售经理"), icon="AutoCorrect", prints=("service_voucher", "goods_receipt"),
      asks=(*ENTRY, *(Ask(name, required=False) for name in _TOLD), Ask("left_at", required=False, of="call_visits"),
            *(Ask(ask.column, required=False, of=ask.of, via=ask.via) for ask in ON_VOUCHER + FEES)))
def backfill(row: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """把手写的叫修补记完整：补上编号、凭证、上门记录和经手人，手写的时间照用。"""
    call = _told(row, known)
    _check_written(call, desk)
    voucher = desk.find("vouchers", call.voucher_no)
    filled = _filled(voucher or Row(desk.catalogue.sheets["vouchers"], {"kind": known["kind"]}), call, desk, known)
    files: list[Change] = []
    if row.user_no is None or row.entered_at is None:
        call, files = enter(call, desk, known)
    papers: list[Change] = []
    if voucher is not None:
        papers = [desk.put(voucher, filled)] if filled != voucher else []
    elif call.cancelled_at is None:
        drawn = _drawn(filled, call, desk)
        call = call.but(voucher_no=drawn.key)
        papers = [append(drawn), *printed(drawn, call, files, desk)]
    visits = list(_visit_lines(call, desk, known))
    if call == row and not (files or papers or visits):
        raise StepRefused(f"{row.key}没有要补记的内容。", "AS2.2")
    yield desk.put(row, call.but(backfilled_at=desk.now))
    yield from (*files, *papers, *visits)


def _told(row: Row, known: Answers) -> Row:
    """The handwriting and what was answered beside it; nothing that stands there already is changed."""
    told = {name: known[name] for name in ("called_at", *_TOLD) if known[name] is not None}
    for name, value in told.items():
        if row[name] not in (None, value):
            column = row.sheet[name]
            raise StepRefused(f"“{column.header}”已经写着“{row[name]}”，补记只补空着的；写错了的请直接改正那一格。",
                              column.article, name)
    call = row.but(**told)
    if row.key and state_of(call) != state_of(row):
        raise StepRefused(f"{row.key}现在是“{state_of(row)}”，补记只认登记簿上已经写下的；接下来的事请按各自的事项办理。", "AS2.2")
    return call


def _check_written(call: Row, desk: Desk) -> None:
    """What was written by hand hangs together and could have been done by steps."""
    for name, wanted in _NEEDS:
        for needed in wanted if call[name] is not None else ():
            if call[needed] is None:
                column = call.sheet[needed]
                raise StepRefused(f"这一行写了“{call.sheet[name].header}”，还要填“{column.header}”才能补记。",
                                  column.article, needed)
    if call.cancelled_at is not None and (call.done_at is not None or call.brought_back_at is not None):
        raise StepRefused("这一行又写了取消，又写了修妥或携回，请核对后只留一样。", "AS2.2", "cancelled_at")
    for name in (*HANDWRITTEN, "technician", "dispatched_by", "struck_off_by", "cancel_reason"):
        check_value(call.sheet[name], call[name], desk.department)
    check_dates(call, [name for name in HANDWRITTEN if call.sheet[name].kind is Kind.DATETIME], desk.now)
    if call.dispatched_at is not None:
        check_dispatcher(call, desk)
    if call.cancel_reason == "重复登记":
        desk.need("calls", call.duplicate_of, "AS2.2")
    _check_goods(call, desk)


def _check_goods(call: Row, desk: Desk) -> None:
    if call.brought_back_at is None:
        return
    goods = desk.where("goods", call_no=call.key) if call.key else ()
    if not goods:
        raise StepRefused("携回的商品要由销售人员登录。请清空“携回时间”补记，再办理“携回修护”，时间填实际携回的时间。",
                          "AS2.5", "brought_back_at")
    if call.done_at is not None and goods[0].returned_at is None:
        raise StepRefused(f"商品{goods[0].key}还没有归还，请清空“修妥时间”，商品归还时办理“归还”。", "AS2.6", "done_at")


def _filled(voucher: Row, call: Row, desk: Desk, known: Answers) -> Row:
    """The voucher as the handwriting says: void, done on the spot, or only the technician."""
    if call.cancelled_at is not None:
        void = voided(voucher, call.cancelled_at)
        return voucher if voucher.void_at is not None else voucher.but(**void.values)
    if call.done_at is not None and voucher.outcome is None:
        known = dict(known)
        if known["work"] is None:
            column = voucher.sheet["work"]
            raise StepRefused(f"已修妥的叫修，补记要填“{column.header}”。", column.article, "work")
        return fixed_on_the_spot(voucher, call.but(kind=known["kind"]), known, desk, call.technician, call.done_at)
    return voucher.but(technician=voucher.technician or (call.technician if call.dispatched_at else None))


def _drawn(filled: Row, call: Row, desk: Desk) -> Row:
    """A voucher drawn now; when the technician has gone already, the paper one was there from the call on."""
    values = {name: value for name, value in filled.items() if value is not None and name not in ("kind", "total", "state")}
    return draw_voucher(call, desk, call.called_at if call.dispatched_at else None, **values)


def _visit_lines(call: Row, desk: Desk, known: Answers) -> Iterator[Change]:
    """The visit behind a handwritten arrival, and its end when the call has gone on since."""
    if call.arrived_at is None:
        return
    visits: Sequence[Row] = desk.where("call_visits", call_no=call.key)
    result = call.waiting or (FIXED if call.done_at and not call.brought_back_at else None)
    going_on = [visit for visit in visits if visit.left_at is None]
    over = result is not None or call.cancelled_at is not None      # a cancelled call's visit has no result
    if visits and not (going_on and over):
        return
    left_at = call.done_at or call.cancelled_at or known["left_at"]
    if over and left_at is None:
        raise StepRefused("这一行写了“待办原因”，还要填技术员的“离开时间”才能补记。", "AS2.3", "left_at")
    if visits:
        yield left(going_on[-1], result, left_at)
    else:
        yield append(desk.new("call_visits", call_no=call.key, technician=call.technician, arrived_at=call.arrived_at,
                              result=result, left_at=left_at if over else None))
