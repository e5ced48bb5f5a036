"""Commands of what falls due: the calendar, and everything that is known of somebody or something."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from rich.table import Table

from automation.commands import Shown, Situation, argument, command
from automation.core.durable import write_durably
from automation.desk import agenda
from automation.desk.session import Session


@command("obligations", argument("--days", type=int, default=14, metavar="天数", help="往后看多少天，默认 14；已经过期的都列"),
         argument("--person", metavar="姓名", help="只看这个人的"),
         argument("--ics", metavar="文件", type=Path, help="另写成日历文件（.ics），可以导入 Outlook 或手机日历"))
def obligations(options: Any, situation: Situation) -> Shown:
    """列出到期日历：哪一天以前要办什么、由谁办、还有几天。六小时、七小时的到达时限不在这里，用 watch 盯。

    例如：
      python -m automation obligations --days 7
      python -m automation obligations --person 王磊 --ics 王磊.ics
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    today = situation.now.date()
    found = [due for due in agenda.agenda(session.desk("", dry=True)) if options.person in (None, due.person)]
    near = [due for due in found if due.day <= today + timedelta(days=options.days)]
    table = Table(title=f"{today:%Y-%m-%d} 起 {options.days} 天内到期 {sum(due.day >= today for due in near)} 件，"
                        f"已经过期 {sum(due.day < today for due in near)} 件", title_justify="left")
    for header, least in zip(agenda.HEADERS[:7], (10, 11, 12, 10, 12, 6, 6), strict=True):
        table.add_column(header, min_width=least, overflow="fold")
    for line in agenda.lines(near, today):
        table.add_row(*line[:7])
    yield table
    if options.ics:
        company = session.department.setting("公司名称", default="")
        write_durably(options.ics, agenda.ics(found, situation.now, company))
        yield f"日历文件：{options.ics}（共 {len(found)} 件）"
