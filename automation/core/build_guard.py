"""What may be typed into a column (数据验证): drop-downs, dates, amounts; computed columns refuse typing.

Never by sheet protection: a protected sheet's table doesn't grow and can't be sorted.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from automation.core.lists import choices_name, too_long
from automation.core.schema import Column, Kind, ListOf, Owner, Sheet

FIRST, LAST = date(2000, 1, 1), date(2099, 12, 31)
"""Days outside are slips of the hand."""

_COMPUTED = {
    "validate": "custom", "value": "=FALSE", "ignore_blank": False, "error_type": "stop", "error_title": "自动计算",
    "error_message": "这一栏由表格自动计算，不用填写。请按 Esc 键退出。",
}
_BY_BUTTON = {
    "input_title": "办理时填写", "error_type": "information",
    "input_message": "办理事项时由“客服工具”的按钮填写，平时不用动。补记手写的资料时可以直接填。",
}


def validation(sheet: Sheet, column: Column) -> dict[str, Any] | None:
    """The column's validation as XlsxWriter takes it; None where anything goes."""
    if column.owner is Owner.FORMULA:
        return dict(_COMPUTED)
    rule = _rule(sheet, column)
    if column.owner is Owner.STEP:
        return (rule or {"validate": "any"}) | _BY_BUTTON
    return rule


def _rule(sheet: Sheet, column: Column) -> dict[str, Any] | None:
    if column.choices or column.kind is Kind.YESNO:
        return _choices(sheet, column)
    if column.kind in (Kind.DATE, Kind.DATETIME):
        return _moment(column)
    if column.kind in (Kind.MONEY, Kind.HOURS, Kind.COUNT):
        return _number(column)
    return None


def _choices(sheet: Sheet, column: Column) -> dict[str, Any]:
    if isinstance(column.choices, ListOf):
        return {"validate": "list", "source": f"={column.choices.defined_name}", "error_type": "warning",
                "error_title": "不在下拉单里",
                "error_message": f"下拉单里没有这个“{column.header}”。确实是新的可以先填，再请人登记到《基础资料》。"}
    names = list(column.choices) or ["是", "否"]
    source = f"={choices_name(sheet, column)}" if too_long(column) else names
    shown = "、".join(names)
    return {"validate": "list", "source": source, "error_type": "stop", "error_title": f"请选{column.header}"[:32],
            "error_message": f"“{column.header}”请从下拉单里选" + (f"：{shown}。" if len(shown) < 200 else "。")}


def _moment(column: Column) -> dict[str, Any]:
    example = "2026-03-05" if column.kind is Kind.DATE else "2026-03-05 14:30"
    return {"validate": "date", "criteria": "between", "minimum": FIRST, "maximum": LAST, "error_type": "stop",
            "error_title": f"{column.header}请写日期"[:32],
            "error_message": f"“{column.header}”请写成 {example} 这样，年份在 {FIRST.year} 至 {LAST.year} 之间。"}


def _number(column: Column) -> dict[str, Any]:
    least = column.at_least or 0
    whole = column.kind is Kind.COUNT
    return {"validate": "integer" if whole else "decimal", "criteria": ">=", "value": least, "error_type": "stop",
            "error_title": f"{column.header}请写数字"[:32],
            "error_message": f"“{column.header}”请写{'整数' if whole else '数字'}，不小于 {least}，不要带“元”“小时”等字。"}
