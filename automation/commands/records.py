"""Commands of the record: what was done lately, what a run changed cell by cell, whether the journal is sound."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from rich.table import Table
from rich.text import Text

from automation.commands import Shown, Situation, argument, command, typed
from automation.commands.tables import shown
from automation.core.changes import AppendRow, ArchiveRow, Change, WriteDocument
from automation.core.encoding import decode_change, decode_clash
from automation.core.errors import KefubuError
from automation.core.folder import Folder
from automation.core.journal import COMMIT, MEND, PURGE, RESTORE, Entry, Journal
from automation.core.journal_check import verify
from automation.core.locks import locked
from automation.core.undo import undone_by
from automation.desk import house

_EVENTS = {RESTORE: "取回备份", MEND: "补日志", PURGE: "销毁"}


class NoSuchRun(KefubuError):
    """A run that the journal doesn't know."""


@command("journal", argument("what", nargs="?", choices=("list", "show", "verify", "mend"), default="list", metavar="list|show|verify|mend",
                             help="list 最近的办理；show 一次办理改了什么；verify 查验日志；mend 用副本补好日志"),
         argument("run", nargs="?", metavar="办理号", help="show 用：要看哪一次办理"),
         argument("--last", type=typed.whole(1, 100_000), default=20, metavar="条数", help="list 用：显示最近多少条，默认 20"))
def journal(options: Any, situation: Situation) -> Shown:
    """查看办理记录，或查验它有没有被改过。

    例如：
      python -m automation journal
      python -m automation journal show 20260305-091500-12
      python -m automation journal verify
    日志存有两份（“系统”里的“日志”和“日志副本”）。verify 逐行核对两份日志和每次办理的数值，指出哪一行有什么不对；
    mend 用没有坏的那一份补好另一份，坏的另存一边。docs/verify_journal.py 不用本程序也能查验。
    """
    folder = Folder.open(situation.folder)
    if options.what == "verify":
        return (yield from _verified(folder))
    if options.what == "mend":
        return (yield from _mended(folder, situation))
    if options.what == "show":
        yield from _one_run(Journal(folder), options.run or "")
    else:
        yield _latest(Journal(folder), options.last)
    return 0


def _verified(folder: Folder) -> Shown:
    damages = verify(folder)
    if not damages:
        last = Journal(folder).last()
        yield f"日志完好：共 {last.number if last else 0} 条" + (f"，末条校验码 {last.hash[:16]}。" if last else "。")
        return 0
    for damage in damages:
        yield str(damage)
    yield f"共 {len(damages)} 处。其余记录不受影响，可以照常办理。日志或副本坏了的，运行 journal mend 用另一份补好。"
    return 1


def _mended(folder: Folder, situation: Situation) -> Shown:
    with locked(folder, situation.login):
        lost = Journal(folder).mend(situation.now)
    left = verify(folder)
    if lost:
        yield f"两份日志里都没有第 {'、'.join(map(str, lost))} 号，补不回来；其余已补好。"
    for damage in left:
        yield str(damage)
    if not left:
        yield "两份日志已补好，完好无缺。原来的文件改名留在“系统”里。"
    return 1 if left else 0


def _latest(record: Journal, count: int) -> Table | str:
    entries = record.entries()
    if not entries:
        return "还没有办理过。"
    commits = [entry for entry in entries if entry.kind == COMMIT]
    undone, waits = undone_by(commits), record.open_runs()
    table = Table(title=f"最近的办理（共 {len(commits)} 次）", title_justify="left", title_style="bold")
    for header in ("办理号", "时间", "事项", "经手人"):
        table.add_column(header, no_wrap=True)
    table.add_column("登记簿", overflow="fold")
    table.add_column("现在", overflow="fold")
    for entry in [entry for entry in entries if entry.kind in (COMMIT, *_EVENTS)][-count:]:
        now = f"已撤销（{undone[entry.run].run}）" if entry.run in undone else "待写入" if entry.run in waits else ""
        table.add_row(entry.run or "—", shown(entry.when), _EVENTS.get(entry.kind) or entry.step, entry.person,
                      "、".join(_registers(entry)), now)
    return table


def _registers(entry: Entry) -> list[str]:
    titles = {register.name: register.title for register in house.catalogue()}
    return [titles[name] for name in entry.data.get("registers", [entry.data.get("register")]) if name in titles]


def _one_run(record: Journal, run: str) -> Shown:
    entries = [entry for entry in record.entries() if entry.run == run]
    entry = next((entry for entry in entries if entry.kind in (COMMIT, *_EVENTS)), None)
    if entry is None:
        raise NoSuchRun(f"没有编号为 {run} 的办理。用 journal 命令可以查看最近的办理。" if run
                        else "请写明看哪一次，例如 journal show 20260305-091500-12。")
    yield _about(record, entry)
    if entry.kind == COMMIT:
        lines = record.values.lines(run)
        yield _cells(lines)
        changes = [decode_change(line["value"]) for line in lines if "value" in line]
        if forms := [change.path for change in changes if isinstance(change, WriteDocument)]:
            yield "单据：" + "、".join(forms)
    clashes = [decode_clash(item) for each in entries if each.kind != COMMIT and "values" in each.data
               for item in record.values.read(each.data["values"]) if item is not None]
    for clash in clashes:
        header = house.catalogue().sheets[clash.sheet][clash.column].header
        yield Text(f"{clash.key} 的“{header}”没有写：有人手工改成了“{shown(clash.found)}”，本来要写“{shown(clash.wanted)}”。")


def _about(record: Journal, entry: Entry) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    undone, waits = undone_by(record.commits()), record.open_runs().get(entry.run)
    titles = {register.name: register.title for register in house.catalogue()}
    told = [("办理号", entry.run), ("时间", shown(entry.when)), ("事项", _EVENTS.get(entry.kind) or entry.step),
            ("经手人", f"{entry.person}（登录名 {entry.login}）" if entry.login else entry.person),
            ("条文", "、".join(entry.data.get("articles", ()))), ("登记簿", "、".join(_registers(entry))),
            ("取回哪天的", entry.data.get("day", "")), ("原来的存在", entry.data.get("aside", "")),
            ("批准人", entry.data.get("approved_by", "")), ("销毁了", "、".join(key for _, key in entry.data.get("rows", ()))),
            ("撤销了", entry.data.get("undoes", "")), ("已撤销", f"由 {undone[entry.run].run}" if entry.run in undone else ""),
            ("待写入", "、".join(titles.get(name, name) for name in waits or ()))]
    for name, text in told:
        if text:
            table.add_row(Text(name, style="dim"), Text(text))
    return table


def _cells(lines: Sequence[Mapping[str, Any]]) -> Table:
    """Every cell that a run changed, before and after; a row that was destroyed says so."""
    table = Table()
    for header in ("登记表", "编号"):
        table.add_column(header, no_wrap=True)
    for header in ("栏", "原来", "改成"):
        table.add_column(header, overflow="fold")
    for line in lines:
        if "gone" in line:
            gone = line["gone"]
            table.add_row(_title(gone["sheet"]) or "单据", gone["key"], "", "已销毁", "已销毁", end_section=True)
            continue
        rows = list(_rows(decode_change(line["value"])))
        for place, (title, key, header, before, after) in enumerate(rows, 1):
            table.add_row(title if place == 1 else "", key if place == 1 else "", header, before, after,
                          end_section=place == len(rows))
    return table


def _rows(change: Change) -> Iterator[tuple[str, str, str, str, str]]:
    if isinstance(change, WriteDocument):
        return
    sheet = house.catalogue().sheets[change.sheet]
    if isinstance(change, ArchiveRow):
        yield sheet.title, change.key, "（整行）", "在登记表", "移到存档"
        return
    new = isinstance(change, AppendRow)
    key = str((change.values.get(sheet.key) if new else change.key) or change.values.get(sheet.key) or "")
    for column in sheet.columns:
        if column.name in change.values:
            before = "（新行）" if new else shown(change.seen.get(column.name)) or "（空白）"
            yield sheet.title, key, column.header, before, shown(change.values[column.name]) or "（清空）"


def _title(sheet: str) -> str:
    declared = house.catalogue().sheets.get(sheet)
    return declared.title if declared else sheet
