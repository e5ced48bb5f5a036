"""The extra buttons (常用): check the open register, a customer by phone, undo, why a time is due, print again, what is due today."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, time
from pathlib import Path

from automation.core.clock_text import explain_elapsed
from automation.core.deadlines import DueDate
from automation.core.documents import safe_name, store
from automation.core.errors import KefubuError
from automation.core.journal import Journal
from automation.core.rows import Row
from automation.core.schema import Kind
from automation.core.transactions import Order
from automation.core.undo import undo, undone_by
from automation.desk import agenda, house
from automation.desk.lookup import CustomerFile, look_up
from automation.desk.printing import NothingToPrint, print_forms
from automation.desk.watch import explained, nearing
from macros.caller import Caller, button, listing, show
from macros.pressing import NothingSelected, selected_numbers, waiting
from macros.quick import let_in


class NothingToUndo(KefubuError):
    """Nothing of this login's that could be taken back."""


@button
def check_sheet(caller: Caller) -> str:
    """Check the open register as it stands in Excel; the findings open in a workbook of their own."""
    caller.recovered()
    let_in()            # checks work on whole columns
    from automation.desk.check_one import check_register
    with tempfile.TemporaryDirectory(prefix="kefubu-") as place:
        copy = Path(place, caller.register.filename)
        caller.book.api.SaveCopyAs(str(copy))
        found, made = check_register(caller.session, caller.register, copy)
    if not found:
        return f"《{caller.register.title}》没有发现问题。"
    caller.book.app.books.open(str(made))
    return f"《{caller.register.title}》有 {len(found)} 项问题，列在打开的工作簿里；点“单元格”一栏就到那一格。"


@button
def find_customer(caller: Caller) -> str:
    """The customer whose phone number stands in the selected row."""
    row = selected_row(caller)
    phones = [row[column.name] for column in row.sheet.columns if column.kind is Kind.PHONE and row[column.name]]
    if not phones:
        raise NothingSelected("选中的这一行没有电话；请选中有电话的那一行再按。")
    file = look_up(phones[0], caller.session, caller.session.department)
    if not file.users:
        return f"没有 {phones[0]} 的用户档案。登记叫修时会自动建档。"
    headers = ("类别", "编号", "内容", "日期", "现在")
    listing(caller.book.app, f"{phones[0]} 的客户（{caller.now:%Y-%m-%d %H:%M}）", headers, list(_customer(file)))
    return ""


def _customer(file: CustomerFile) -> Iterator[tuple[str, ...]]:
    for user in file.users:
        yield "客户", user.user_no, f"{user.name or ''}，{user.phone or ''}，{user.address or ''}", "", user.nature or ""
    for goods, live in file.goods:
        until = f"{goods.warranty_until:%Y-%m-%d}" if goods.warranty_until else ""
        yield "商品", goods.key, f"{goods.model or ''} {goods.serial or ''}", until, "保修期内" if live else "不在保修期内"
    for contract in file.contracts:
        yield "合同", contract.key, f"{contract.starts_on:%Y-%m-%d} 起", f"{contract.ends_on:%Y-%m-%d}", "有效"
    for call in file.open_calls:
        called = f"{call.called_at:%Y-%m-%d %H:%M}" if call.called_at else ""
        yield "叫修", call.call_no or "", call.fault or "", called, call.state or ""


@button
def undo_last(caller: Caller) -> str:
    """Take back what this login did last."""
    said, session = caller.recovered(), caller.session
    commits = Journal(session.folder).commits()
    undone = undone_by(commits)
    last = next((entry for entry in reversed(commits) if entry.login.casefold() == session.login.casefold()
                 and not entry.data["undoes"] and entry.run not in undone), None)
    if last is None:
        raise NothingToUndo(f"登录名“{session.login}”还没有办过可以撤销的事项。")
    order = Order("撤销", last.person, session.login, caller.now)
    back = undo(session.folder, house.catalogue(), last.run, order, session.department, session.way)
    said.append(f"已撤销{last.when:%m-%d %H:%M} 的“{last.step}”。")
    if back.void:
        said.append(f"编号 {'、'.join(back.void)} 已记为作废，不会再发出。")
    if back.forms:
        said.append(f"印出的单据不会自动收回，请收齐写明“作废”：{'、'.join(form.stem for form in back.forms)}。")
    return "\n".join([*said, *waiting(back.outcome)])


@button
def explain_due(caller: Caller) -> str:
    """How the dates of the selected row come about."""
    row, desk = selected_row(caller), caller.session.desk("", dry=True)
    lines = list(explained(row, desk.department)) if row.sheet.name == "calls" else []
    for deadline in house.deadlines():
        if deadline.sheet == row.sheet.name and not deadline.rows and row.key and (day := deadline.find(row, desk)) is not None:
            due = DueDate(day, deadline, row, deadline.person(row, desk))
            lines.append(f"{deadline.title}：{day:%Y-%m-%d}（{agenda.days_left(due, caller.now.date())}），{due.person}。{deadline.words}")
            if day > caller.now.date():
                lines.append(explain_elapsed(desk.department.clock, caller.now, datetime.combine(day, time(23, 59))))
    return "\n".join(lines) or f"{row.key or '这一行'}现在没有要赶的期限。"


@button
def print_form(caller: Caller) -> str:
    """Print the selected row's forms again: those that were printed for it, or for what it refers to."""
    row, desk, place = selected_row(caller), caller.session.desk("", dry=True), caller.folder.documents
    told = [row.key, *(row[column.name] for column in row.sheet.columns if column.ref or column.unique)]
    printed = {path.name for path in place.glob("*/*/*.html")}
    papers = [paper for form in house.documents().values() if form.rows is None for key in dict.fromkeys(map(str, filter(None, told)))
              if f"{safe_name(f'{form.title}-{key}')}.html" in printed for paper in print_forms(form, [key], desk)]
    if not papers:
        raise NothingToPrint(f"{row.key or '这一行'}还没有印过单据。")
    for paper in papers:
        show(store(place, paper))
    return f"已重印：{'、'.join(Path(paper.path).stem for paper in papers)}，在浏览器里打开。"


@button
def due_today(caller: Caller) -> str:
    """Everything that falls due today or is over, and calls whose time is nearly up."""
    caller.register     # noqa: B018 (explains what is wrong with the workbook first)
    today, session = caller.now.date(), caller.session
    register = house.catalogue().register_of["calls"].title
    lines = [(f"{call.due_at:%m-%d %H:%M}", "快到时限" if call.left >= 0 else "已经超过", "到达", register, call.call_no,
              call.technician, "AS2.12", call.sentence) for call in nearing(session.where("calls"), session.department)]
    dates = [due for due in agenda.agenda(session.desk("", dry=True)) if due.day <= today]
    lines += agenda.lines(dates, today)
    if not lines:
        return "今天没有到期的事。"
    listing(caller.book.app, f"{today:%Y-%m-%d} 要办的事，共 {len(lines)} 件", agenda.HEADERS, lines)
    return ""


def selected_row(caller: Caller) -> Row:
    """The one entry that is selected, on whichever sheet of the register is in front."""
    active = caller.book.sheets.active.name
    for sheet in caller.register.sheets:
        data = caller.session.sheet(sheet.name)
        if data.title == active:
            numbers = selected_numbers(caller.book, data)
            if len(numbers) != 1:
                raise NothingSelected(f"请在“{active}”里选中一行（现在选中了 {len(numbers)} 行登记）再按。")
            return data.row(data.numbers.index(numbers[0]))
    raise NothingSelected(f"“{active}”不是登记的表；请翻到登记的表，选中一行再按。")
