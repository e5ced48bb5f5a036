"""What the sheets of the register of visits share: choices, people, and the periods that plans are made for."""

from __future__ import annotations

import re
from datetime import date, timedelta

from automation.core.conditions import Condition, Is
from automation.core.dates import months_after
from automation.core.schema import Column, ListOf, Owner, Ref

STEP, FORMULA = Owner.STEP, Owner.FORMULA


def _holding(*roles: str) -> Condition:
    """People who hold one of these roles, as their own (职务) or beside it (兼任)."""
    return Is("role", *roles) | Is("role2", *roles)


HEADS_OF_AREAS = ("区域销售主管",)
VISITOR_ROLES = ("巡访人员", "区域销售主管", "销售人员", "销售主管")
VISITORS = ListOf("巡访人员", "people", "name", _holding(*VISITOR_ROLES))
SUPERVISORS = ListOf("区域销售主管", "people", "name", _holding(*HEADS_OF_AREAS))
HELPERS = ListOf("技术协助人员", "people", "name", _holding("技术人员", "技术主管"))


def firm_column() -> Column:
    """The dealer that a row is about, by his number in the register of companies."""
    return Column("firm_no", "往来企业编号", article="VS2", required=True, ref=Ref("firms"), width=15,
                  note="经销商在《交易往来客户名簿》里的编号。")


ACTIVITIES = {"introduced": "产品介绍", "guided": "技术指导", "consulted": "征询意见", "appeals": "申述处理", "trained": "技术培训与服务",
              "news": "新产品信息", "lectured": "讲座学习班", "presented": "宣传品礼品", "courted": "公关活动"}
"""VS3.2, VS3.3: what is done on a visit; a column of 是/否 each, as several may hold."""

MARKET_ACTIVITIES = ("introduced", "guided", "consulted")
"""Those of VS3.2; the others are of VS3.3."""

URGENT_KINDS = ("同行销售方针政策重大变化", "同行新产品上市", "同行销售或服务新动向", "本企业产品重大缺陷", "其它紧急事项")
"""VS11: what is reported at once, in the order of the text."""

NOTHING = "无"
"""What is written where there is nothing to report."""

YEARLY, QUARTERLY, MONTHLY = "年度", "季度", "月度"
LEVELS = {YEARLY: 12, QUARTERLY: 3, MONTHLY: 1}
"""VS5: the three levels of plans, and how many months each takes."""

_PERIODS = {YEARLY: re.compile(r"(20\d\d)()"), QUARTERLY: re.compile(r"(20\d\d)-([1-4])季"),
            MONTHLY: re.compile(r"(20\d\d)-(0[1-9]|1[0-2])")}
PERIOD_WORDS = "年度写成 2026，季度写成 2026-1季，月度写成 2026-03"


def period_of(level: str, day: date) -> str:
    """The period of a level that a day lies in.

    >>> [period_of(level, date(2026, 5, 9)) for level in LEVELS]
    ['2026', '2026-2季', '2026-05']
    """
    return {YEARLY: f"{day.year}", QUARTERLY: f"{day.year}-{(day.month + 2) // 3}季", MONTHLY: f"{day:%Y-%m}"}[level]


def bounds(level: str, period: str) -> tuple[date, date] | None:
    """The first and the last day of a period; None where it isn't written as its level wants it.

    >>> bounds(QUARTERLY, "2026-2季")
    (datetime.date(2026, 4, 1), datetime.date(2026, 6, 30))
    """
    match = _PERIODS[level].fullmatch(period)
    if match is None:
        return None
    number = int(match[2] or 1)
    first = date(int(match[1]), (number - 1) * LEVELS[level] + 1, 1)
    following = months_after(first, LEVELS[level])
    assert following is not None
    return first, following - timedelta(days=1)
