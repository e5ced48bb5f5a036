"""Commands of forms that travel: make them, take in what came back."""

from __future__ import annotations

from collections import Counter
from typing import Any

from automation.commands import Shown, Situation, argument, command
from automation.core.errors import KefubuError
from automation.core.fillable.declare import FillForm
from automation.core.numbers import claim
from automation.desk import house
from automation.desk.inbox import RETURNED, inbox_of, take_in_all
from automation.desk.session import Session

SERIALS = "BD"
"""What the numbers of forms begin with (表单)."""


class NoSuchForm(KefubuError):
    """A form that isn't declared, or a record that it can't be made for."""


@command("forms", argument("form", metavar="表名", nargs="?", help="例如 客户意见调查卡；不写就列出全部"),
         argument("--for", dest="keys", metavar="编号", nargs="+", default=[], help="为哪些记录制表，写它们的编号"))
def forms(options: Any, situation: Situation) -> Shown:
    """制作可以在别处填写、填好发回的表，每条记录一个文件，放在部门文件夹的“单据/待填的表”里。

    例如：
      python -m automation forms                                   列出这样的表
      python -m automation forms 客户意见调查卡 --for DC2026-00012 DC2026-00013
      python -m automation forms 技术人员工作日报表 --for 王磊
    发回来的文件放进部门文件夹的“收件”里，运行 inbox 就会登记；夜间核对时也会收。
    """
    if not options.form:
        for form in house.forms().values():
            about = house.catalogue().sheets[form.about]
            yield f"《{form.title}》 为“{about.title}”的每一行制作，写{about[about.key].header}。{form.words}"
        return
    from automation.core.fillable.make import make_form
    form = _form(options.form)
    session = Session.open(situation.folder, situation.now, situation.login)
    rows = [session.find(form.about, key) for key in options.keys]
    if missing := [key for key, row in zip(options.keys, rows, strict=True) if row is None]:
        raise NoSuchForm(f"“{house.catalogue().sheets[form.about].title}”里没有 {'、'.join(missing)}，一张也没有制作；请核对编号。")
    place = session.folder.documents / "待填的表"
    place.mkdir(parents=True, exist_ok=True)
    for row in filter(None, rows):
        serial = claim(session.folder, SERIALS, situation.now.date())
        path = place / f"{form.title}-{row.key}-{serial}.xlsx"
        path.write_bytes(make_form(form, row, house.steps(), serial, session.desk("")))
        yield f"已制作：{path}"


@command("inbox", argument("--person", metavar="姓名", help="经手人；不写就由表上写的人或管这件事的人经手"))
def inbox(options: Any, situation: Situation) -> Shown:
    """收“收件”文件夹里发回来的表：填得对的登记，填错的标出来退回，一个文件也不会丢。

    登记过的原件移到“收件/已收”，退回的副本在“收件/退回”，里面用红色标着要改的格子；副本改好后再放进“收件”就行。
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    session.recover()
    counts: Counter[str] = Counter()
    for handled in take_in_all(session, options.person):
        counts[handled.kind] += 1
        yield f"{handled.kind}  {handled.file}  {handled.words}"
        for each in handled.wrong:
            yield f"      {each.words}"
    if not counts:
        yield f"“{inbox_of(session.folder)}”里没有文件。"
        return
    yield "共 " + "，".join(f"{kind} {count} 份" for kind, count in counts.items()) + "。"
    if counts[RETURNED]:
        yield f"退回的在：{inbox_of(session.folder) / RETURNED}"


def _form(named: str) -> FillForm:
    for form in house.forms().values():
        if named.strip("《》") in (form.title, form.name):
            return form
    raise NoSuchForm(f"没有“{named}”这张可以填回的表，有的是：{'、'.join(form.title for form in house.forms().values())}。")
