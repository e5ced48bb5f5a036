"""The command of printing: a form again, for any row, month or day."""

from __future__ import annotations

from typing import Any

from rich.table import Table
from rich.text import Text

from automation.commands import Shown, Situation, argument, command
from automation.core.documents import store
from automation.desk import house
from automation.desk.printing import NoSuchForm, calls_for, find_form, print_forms
from automation.desk.session import Session


@command("print", argument("form", metavar="单据", nargs="?", help="单据的名称，例如 服务凭证；不写就列出全部单据"),
         argument("keys", metavar="编号", nargs="*", default=(), help="编号、月份（2026-03）或日期（2026-03-05），可以写几个"))
def print_form(options: Any, situation: Situation) -> Shown:
    """打印单据：按编号、月份或日期重印一种单据，存进部门文件夹的“单据”里。

    例如：
      python -m automation print 服务凭证 PZ2026-00012
      python -m automation print 修护卡 XH2026-00003 XH2026-00004
      python -m automation print 叫修登记簿 2026-03
    写叫修编号也可以找到它的凭证、收据、修护卡和调查卡。打开印好的文件，按“打印”按钮就打在纸上。
    同一天重印，内容没有改过的，文件一字不差。
    """
    try:
        form = find_form(options.form) if options.form else None
    except NoSuchForm as unknown:
        yield str(unknown)
        yield _listed()
        return 2
    if form is None:
        yield "可以打印的单据，和打印时要写的内容："
        yield _listed()
        return 0
    if not options.keys:
        yield f"《{form.title}》还要写明打印哪一份：{calls_for(form)}。"
        return 2
    session = Session.open(situation.folder, situation.now, situation.login)
    for paper in list(print_forms(form, options.keys, session.desk("", dry=True))):
        yield f"单据：{store(session.folder.documents, paper)}"
    return 0


def _listed() -> Table:
    """Every form: what it is called with, its paper; one paragraph each, so that it fits any screen."""
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True)
    table.add_column(overflow="fold")
    for form in house.documents().values():
        paper = form.paper.replace(" landscape", " 横放")
        table.add_row(f"  {form.title}", Text.assemble(calls_for(form), "\n", (f"{paper}；{'、'.join(form.articles)}", "dim")))
    return table
