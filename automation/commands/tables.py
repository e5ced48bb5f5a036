"""Tables that commands show (表格): they stay readable on a narrow screen."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from rich.table import Table
from rich.text import Text

from automation.commands import Shown
from automation.core.changes import AppendRow, ArchiveRow, Change, SetCells, WriteDocument
from automation.core.step_checks import shown as shown_moment
from automation.core.steps import Step, asked_column
from automation.desk import house
from automation.desk.lookup import CustomerFile
from automation.desk.search import Story


def steps_by_sheet() -> Table:
    """Every step: what it does, from which state to which, by whom; one paragraph each, so that it fits any screen."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    catalogue, previous = house.catalogue(), ""
    for step in house.steps().values():
        if step.sheet != previous:
            register = catalogue.register_of[step.sheet].title
            table.add_row(Text(f"{catalogue.sheets[step.sheet].title}", style="bold"), Text(f"《{register}》", style="dim"))
            previous = step.sheet
        table.add_row(f"  {step.title}", Text.assemble(step.tip, "\n", (f"{_way(step)}；{_by(step)}；{'、'.join(step.articles)}", "dim")))
    return table


def step_page(step: Step) -> Table:
    """One step: what it does, by whom, what it asks and what it prints."""
    catalogue = house.catalogue()
    table = Table("要填的栏", "必填", "内容", "说明", title=f"{step.title}：{step.tip}\n{_way(step)}；{_by(step)}", title_justify="left",
                  title_style="bold")
    for ask in step.asks:
        column = asked_column(step, ask, catalogue)
        default = {"now": "不写就是现在", "person": "不写就是经手人", None: ""}.get(ask.default, f"不写就是“{ask.default}”")
        choices = "、".join(column.choices) if isinstance(column.choices, tuple) and column.choices else column.kind.value
        table.add_row(column.header, "是" if ask.required and ask.default is None else "", choices,
                      "；".join(filter(None, (default, column.note.rstrip("。")))))
    prints = "、".join(f"《{house.documents()[name].title}》" for name in step.prints)
    table.caption = f"印出：{prints}" if prints else "不印单据"
    table.caption_justify = "left"
    return table


def planned(step: Step, changes: Sequence[Change]) -> Table:
    """What a step would change."""
    table = Table("登记表", "行", "改动", title=f"“{step.title}”会改这些（演练，没有真的办理，也没有占用编号）", title_justify="left")
    for change in changes:
        if isinstance(change, WriteDocument):
            table.add_row("单据", "", change.path)
            continue
        sheet = house.catalogue().sheets[change.sheet]
        key = "新的一行" if isinstance(change, AppendRow) else change.key or f"第 {getattr(change, 'row', 0)} 行"
        table.add_row(sheet.title, key, "移到存档" if isinstance(change, ArchiveRow) else _cells(change))
    return table


def customer_file(file: CustomerFile) -> Shown:
    """Everything about a customer, the file first."""
    if not file.users:
        yield "没有这个电话的用户档案。登记叫修时会自动建档。"
        return
    for user in file.users:
        yield Text.assemble((user.name or "", "bold"), f"（{user.user_no}，{user.nature or ''}） {user.phone}  {user.address}")
    if file.goods:
        table = Table("商品型号", "机号", "购买日期", "保修到期", "现在")
        for goods, live in file.goods:
            table.add_row(goods.model, goods.serial or "", shown(goods.bought_on), shown(goods.warranty_until),
                          "保修期内" if live else "已过保修期" if goods.warranty_until else "不知道购买日期")
        yield table
    for contract in file.contracts:
        yield f"有效合同 {contract.contract_no}：{shown(contract.starts_on)} 至 {shown(contract.ends_on)}"
    for call in file.open_calls:
        yield f"没办完的叫修 {call.call_no}：{shown(call.called_at)} {call.fault or ''}（{call.state}）"
    if not file.open_calls:
        yield "没有没办完的叫修。"


def _cells(change: SetCells | AppendRow) -> str:
    sheet = house.catalogue().sheets[change.sheet]
    return "；".join(f"{sheet[name].header}={shown(value) or '（清空）'}" for name, value in change.values.items())


def _way(step: Step) -> str:
    since = "、".join(state or "还没有编号的行" for state in step.since)
    return f"{since}→{'、'.join((step.to, *step.or_to)) if step.to else '状态不变'}"


def _by(step: Step) -> str:
    return f"由{'、'.join(step.roles)}办理"


def shown(value: Any) -> str:
    """A cell's value as an office writes it; "" for a blank one."""
    if value is None:
        return ""
    if isinstance(value, date):
        return shown_moment(value)
    return f"{value:.2f}" if isinstance(value, Decimal) else str(value)


def story_table(story: Story) -> Table:
    """What a search found, in order of time."""
    table = Table(title=f"写着这个内容的 {story.direct} 行，连同有关的共 {len(story.lines)} 行", title_justify="left")
    for header, least in (("时间", 10), ("登记簿", 10), ("表", 8), ("格", 4), ("编号", 12), ("内容", 16)):
        table.add_column(header, min_width=least, overflow="fold")
    for line in story.lines:
        table.add_row(shown_moment(line.when) if line.when else "", line.register, line.sheet, line.cell,
                      Text(line.key), Text(line.words))
    return table
