"""Two small registers that use every kind of column, and everything a built workbook of theirs needs."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from automation.core.articles import Article, Articles, Limit, Regulation
from automation.core.basics import AREA_NAMES, AREA_ZONES
from automation.core.build import build
from automation.core.clock import spans
from automation.core.conditions import Filled, Is
from automation.core.department import Department
from automation.core.lists import blocks
from automation.core.schema import (
    Colour,
    Column,
    Formula,
    Kind,
    Leaves,
    ListOf,
    Owner,
    Ref,
    Register,
    Sheet,
    States,
)

STAMP = NOW = datetime(2026, 3, 5, 15, 20)
ARTICLES = Articles([Regulation("样本办法", "TS", "1", date(2020, 1, 1), "总经理", (
    Article("TS1.1", "第一章第一条", "登记", limits=(Limit(date(2020, 1, 1), {"分钟": 360, "天数": 2}),
                                                  Limit(date(2026, 2, 1), {"分钟": 300, "天数": 3}))),
    Article("TS1.2", "第一章第二条", "归档")))])

WORKERS = ListOf("样本技术员", "people", "name", Is("role", "技术人员") | Is("role2", "技术人员"))
STATES = States("新", (("已办", Filled("done_at")), ("已看", Filled("seen_on") & ~Is("yes", "否"))))
LONG = tuple(f"第{number}种很长很长的办理结果" for number in range(30))


def _before(moment: str) -> str:
    second = f"ROUND({moment}*86400,0)"
    row = f"MATCH({second},历_开始秒,1)"
    return f"INDEX(历_累计秒,{row})+MAX(0,MIN({second},INDEX(历_结束秒,{row}))-INDEX(历_开始秒,{row}))"


def _worked(row: Mapping[str, Any], context: Any) -> int | None:
    if row.get("came_at") is None:
        return None
    return max(0, context.clock.elapsed(row["came_at"], row.get("done_at") or context.now))


def _start(row: Mapping[str, Any], context: Any) -> int | None:
    start = datetime.combine(context.calendar_from, datetime.min.time())
    return None if row.get("came_at") is None else context.clock.elapsed(start, row["came_at"])


def _due(row: Mapping[str, Any], context: Any) -> datetime | None:
    if row.get("came_at") is None:
        return None
    return context.clock.deadline(row["came_at"], 60 * context.limit("TS1.1", "分钟", row["came_at"].date()))


_TARGET = "({start}+60*INDEX(限_TS1_1_分钟,MATCH(INT({came_at}),限_TS1_1_生效,1)))"
_DUE_ROW = f"MATCH({_TARGET}-1,历_累计秒,1)"

ITEMS = Sheet(
    "items", "样本登记", "no", article="TS1.1", archived=True, role="客服人员", leaves=Leaves(Filled("done_at")),
    columns=(
        Column("no", "编号", article="TS1.1", owner=Owner.STEP, required=True, unique=True),
        Column("came_at", "来到时间", Kind.DATETIME, "TS1.1", required=True, former=("收到时间",), note="客户来到的时间。"),
        Column("seen_on", "看过日期", Kind.DATE, "TS1.2", future=True),
        Column("phone", "电话", Kind.PHONE, "TS1.1"),
        Column("area", "区域", Kind.CHOICE, "TS1.1", choices=AREA_NAMES),
        Column("worker", "技术员", Kind.CHOICE, "TS1.1", owner=Owner.STEP, choices=WORKERS),
        Column("way", "方式", Kind.CHOICE, "TS1.1", choices=("电话", "来函"), required=Filled("seen_on") | Is("yes", "是")),
        Column("result", "结果", Kind.CHOICE, "TS1.1", choices=LONG),
        Column("yes", "要不要", Kind.YESNO, "TS1.1"),
        Column("fee", "金额", Kind.MONEY, "TS1.1", at_least=0),
        Column("hours", "工时", Kind.HOURS, "TS1.1"),
        Column("pieces", "件数", Kind.COUNT, "TS1.1", at_least=1),
        Column("rest", "休息", Kind.DURATION, "TS1.1"),
        Column("after", "前一编号", ref=Ref("items"), article="TS1.1"),
        Column("done_at", "办完时间", Kind.DATETIME, "TS1.2", owner=Owner.STEP),
        Column("text", "经过", article="TS1.1", width=24, note="写明" + "经过、" * 40),
        Column("zone", "市郊", Kind.CHOICE, "TS1.1", owner=Owner.FORMULA, formula=Formula(
            'IF({area}="","",IFERROR(INDEX(清单_区域_市郊,MATCH({area},清单_区域_区域,0)),""))',
            lambda row, context: context.lookup("areas", row.get("area"), "zone"))),
        Column("start", "起秒", Kind.COUNT, owner=Owner.FORMULA, hidden=True, formula=Formula(
            f'IF(ISNUMBER({{came_at}}),{_before("{came_at}")},"")', _start)),
        Column("worked", "用时", Kind.DURATION, "TS1.1", owner=Owner.FORMULA, formula=Formula(
            f'IF({{start}}="","",MAX(0,{_before("IF(ISNUMBER({done_at}),{done_at},现在)")}-{{start}})/86400)', _worked)),
        Column("due", "期限", Kind.DATETIME, "TS1.1", owner=Owner.FORMULA, formula=Formula(
            f'IF({{start}}="","",(INDEX(历_开始秒,{_DUE_ROW})+{_TARGET}-INDEX(历_累计秒,{_DUE_ROW}))/86400)', _due)),
        Column("double", "两倍", Kind.MONEY, owner=Owner.FORMULA, formula=Formula(
            'IF({fee}="","",2*{fee})', lambda row, _: None if row.get("fee") is None else 2 * row["fee"])),
        Column("workers", "人数", Kind.COUNT, owner=Owner.FORMULA, formula=Formula(
            "COUNTA(清单_样本技术员)", lambda row, context: len({*context.people("技术人员")}))),
        Column("last_choice", "末项", owner=Owner.FORMULA, formula=Formula(
            "INDEX(清单_样本登记_结果,ROWS(清单_样本登记_结果))", lambda row, context: LONG[-1])),
        Column("state", "状态", Kind.CHOICE, "TS1.2", owner=Owner.FORMULA, formula=STATES.formula("no")),
    ),
    colours=(Colour(Is("state", "已办"), "grey"), Colour(Filled("fee") & ~Filled("done_at"), "amber", ("fee", "double")),
             Colour(Is("zone", "郊区"), "red", ("zone",)), Colour(Is("yes", "是"), "green", ("yes",))))

NOTES = Sheet("notes", "样本备忘", "note_no", leaves=Leaves(), columns=(
    Column("note_no", "序号", required=True, unique=True), Column("text", "备忘", width=30)))

ITEMS_REGISTER = Register("sample_items", "样本登记簿", (ITEMS, NOTES), article="TS1.1", calendar=True, copies=(AREA_ZONES,),
                          limits=("TS1.1",), keeper="客服人员")
NOTES_REGISTER = Register("sample_notes", "样本备忘簿", (replace(NOTES, name="more_notes"),))

BASIC_ROWS: dict[str, list[dict[str, Any]]] = {
    "people": [{"name": name, "role": role, "role2": role2, "team": "服务部"} for name, role, role2 in (
        ("王丽", "客服人员", None), ("张强", "技术人员", None), ("李伟", "技术主管", "技术人员"), ("赵敏", "会计", None),
        ("孙静", "销售经理", None), ("周涛", "销售人员", None))],
    "areas": [{"name": name, "zone": zone} for name, zone in (
        ("海淀", "市区"), ("朝阳", "市区"), ("昌平", "郊区"), ("延庆", "郊区"))],
    "products": [{"model": model, "title": "冰箱", "warranty_months": months, "price": Decimal("2399.50")}
                 for model, months in (("BCD-216", 36), ("KFR-35", 72))],
    "parts": [{"part_no": "P-001", "title": "压缩机", "price": Decimal("420.00")},
              {"part_no": "P-002", "title": "风扇", "price": Decimal("35.50")}],
}


def department(articles: Articles = ARTICLES) -> Department:
    """The department at a fixed moment."""
    return Department(NOW, articles, lambda sheet: BASIC_ROWS.get(sheet, []))


def built(register: Register, articles: Articles = ARTICLES, rows: Mapping[str, Sequence[Mapping[str, Any]]] | None = None) -> bytes:
    """The register's workbook, with these rows."""
    house = department(articles)
    table = spans(house.calendar, house.calendar_from, house.calendar_to) if register.calendar else ()
    return build(register, blocks=blocks(register, house.rows, articles), spans=table, articles=articles, context=house,
                 rows=rows, stamp=STAMP)


def made_up_rows(sheet: Sheet, count: int, seed: int = 1) -> list[dict[str, Any]]:
    """Rows of plausible values for the columns that aren't computed; some cells stay blank, keys never.

    Every second row is only filled up to some column, as rows on their way are.
    """
    chance = random.Random(f"{sheet.name}{seed}")
    return [_made_up_row(sheet, chance, number, chance.randrange(len(sheet.columns)) if number % 2 else len(sheet.columns))
            for number in range(1, count + 1)]


def _made_up_row(sheet: Sheet, chance: random.Random, number: int, until: int) -> dict[str, Any]:
    filled = {column.name for place, column in enumerate(sheet.columns) if place < until or column.name == sheet.key}
    return {column.name: _made_up(column, chance, number, column.name == sheet.key) if column.name in filled else None
            for column in sheet.columns if column.formula is None}


def _made_up(column: Column, chance: random.Random, number: int, key: bool) -> Any:
    if not key and chance.random() < 0.25:
        return None
    day = date(2026, 1, 1) + timedelta(days=chance.randrange(60))
    moment = datetime(day.year, day.month, day.day, chance.choice((0, 8, 9, 11, 12, 13, 16, 17, 23)),
                      chance.choice((0, 0, 17, 30, 59)), chance.choice((0, 0, 1, 59)))
    if isinstance(column.choices, ListOf):
        wanted = [row[column.choices.column] for row in BASIC_ROWS[column.choices.sheet]]
        return chance.choice(wanted)
    if column.choices:
        return chance.choice(column.choices)
    return {Kind.DATE: day, Kind.DATETIME: moment, Kind.MONEY: Decimal(chance.randrange(100_000)) / 100,
            Kind.HOURS: Decimal(chance.randrange(1, 16)) / 2, Kind.COUNT: chance.randrange(1, 9),
            Kind.DURATION: 60 * chance.randrange(1, 3000), Kind.YESNO: chance.choice(("是", "否")),
            Kind.PHONE: f"0{chance.randrange(10**9, 10**10)}"}.get(column.kind, f"00{number}" if key else f"文字{number}\n第二行")


def fingerprint() -> str:
    """One digest over the sample registers and the real ones, with rows; printed by another process in the tests."""
    from automation.desk import house
    digest = hashlib.sha256()
    for register, articles in [(ITEMS_REGISTER, ARTICLES), (NOTES_REGISTER, ARTICLES),
                               *((register, house.articles()) for register in house.catalogue())]:
        digest.update(built(register, articles, {sheet.name: made_up_rows(sheet, 3) for sheet in register.sheets}))
    return digest.hexdigest()
