"""Commands of the year's end: closed matters go to the year's archive, open ones are carried over."""

from __future__ import annotations

from typing import Any

from rich.table import Table

from automation.commands import Shown, Situation, argument, command
from automation.commands.keeping import waiting
from automation.desk import house
from automation.desk.new_year import YearEnd, close_year, plan_year_end
from automation.desk.session import Session


@command("newyear", argument("year", metavar="年份", type=int, help="新的一年，例如 2027：归档的是 2026 年办完的"),
         argument("--person", metavar="姓名", help="经手人"),
         argument("--dry-run", action="store_true", help="只看会移走哪些，不真的归档"))
def newyear(options: Any, situation: Situation) -> Shown:
    """年末归档：上一年办完的移到“存档”里那一年的登记簿，没办完的留下来接着办。

    一件事（例如一次叫修和它的凭证、上门、修护卡、意见调查卡）全部办完才移走；还有到期的事、还有核对出来没有
    改正的，都留下。移走的照样查得到：编号对得上，核对、统计和查找都连存档一起看，存档里的行不能再办理。
    所有登记簿一次办完；有人开着登记簿的时候不能归档。移走以后留下空行，新登记的会从上面的空行填起；
    想让没办完的排在一起，在 Excel 里按编号排序一次。
    例如：
      python -m automation newyear 2027 --dry-run           先看会移走哪些
      python -m automation newyear 2027 --person 王丽       归档
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    year = options.year - 1
    if options.dry_run:
        found = plan_year_end(session, year)
        yield _table(found)
        yield "这是演练，没有归档。"
        return
    found, outcome = close_year(session, year, session.person(options.person))
    yield _table(found)
    if outcome is None:
        yield f"{year} 年没有可以归档的。"
        return
    yield f"已归档 {found.count} 行（{outcome.run}）："
    yield from (f"  {path}" for path in found.archives.values())
    yield from waiting(outcome)


def _table(found: YearEnd) -> Table:
    table = Table("登记簿", "表", "移到存档", "留下", title=f"{found.year} 年末归档", title_justify="left", title_style="bold")
    for each in found.sheets:
        table.add_row(house.catalogue().register_of[each.sheet.name].title, each.sheet.title, f"{len(each.rows)}", f"{each.carried}")
    return table
