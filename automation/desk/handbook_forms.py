"""docs/单据.md: every printed form, from the tables of forms, steps and obligations."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.documents import Document
from automation.core.fillable.declare import FillForm
from automation.desk import house
from automation.desk.handbook_registers import link
from automation.desk.printing import calls_for

_PAPERS = {"A4": "A4", "A4 landscape": "A4 横放", "A5": "A5", "A5 landscape": "A5 横放"}


def forms_page() -> str:
    """docs/单据.md: what each form is for, when it is printed, on which paper, and how to print it again."""
    lines = ["# 单据", "",
             "本页由程序生成：每种单据做什么用、什么时候印出、用什么纸、怎样重印。"
             "单据是网页文件，用浏览器打开，按“打印”按钮就打在纸上。", "",
             "办理事项时印出的，在部门文件夹的“单据”里，按登记簿和月份存放；夜间核对印出的，在“检查”里当天的“单据”中，"
             "同一种装订成一个文件。要重印，用 print 命令，例如 `print 服务凭证 PZ2026-00012`。", ""]
    for register in house.catalogue():
        own = [form for form in house.documents().values() if house.catalogue().register_of[form.sheet] is register]
        if own:
            lines += [f"## {register.title}", "", "| 单据 | 用处 | 什么时候印出 | 纸张 | 重印时写 | 条文 |", "|---|---|---|---|---|---|"]
            lines += [*map(_form, own), ""]
    lines += ["## 可以填回的表", "",
              "发出去填写、填好再发回来的表是一个小工作簿，只有黄色的格子可以填。用 forms 命令制作；发回来的放进部门文件夹的“收件”，"
              "用 inbox 命令登记，夜间核对时也会收。填错的标成红色，放在“收件/退回”。", "",
              "| 表 | 为哪些记录制作 | 填什么 | 收回时办理 | 条文 |", "|---|---|---|---|---|", *map(_travelling, house.forms().values())]
    return "\n".join(lines).rstrip() + "\n"


def _travelling(form: FillForm) -> str:
    steps, catalogue = house.steps(), house.catalogue()
    about = catalogue.sheets[form.about]
    asked = "、".join(form.column(name, steps, catalogue).header for name in (*form.asks, *form.line_asks))
    lines = f"（最多 {form.lines} 行）" if form.lines else ""
    taken = "、".join(house.steps()[name].title for name in (form.begins, form.step, form.ends) if name)
    return f"| 《{form.title}》 | “{about.title}”的一行 | {asked}{lines} | {taken} | {' '.join(map(link, form.articles))} |"


def _form(form: Document) -> str:
    use = (form.values.__doc__ or "").strip().split("\n")[0].rstrip("。")
    paper = _PAPERS[form.paper] + ("，页数不限" if not form.pages else "")
    return (f"| 《{form.title}》 | {use} | {'；'.join(_printed(form)) or '用 print 命令'} | {paper} | {calls_for(form)} "
            f"| {' '.join(map(link, form.articles))} |")


def _printed(form: Document) -> Iterator[str]:
    """The steps and the night's obligations that print a form."""
    if steps := [f"“{step.title}”" for step in house.steps().values() if form.name in step.prints]:
        yield f"办理{'、'.join(steps)}时"
    if due := [f"“{obligation.title}”" for obligation in house.obligations() if form.name in obligation.prints]:
        yield f"每晚，{'、'.join(due)}"
