"""The clock's explanations (计时说明), word for word."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from automation.core.calendar import DEFAULT_HOURS, ROUND_THE_CLOCK, Calendar, DayChange
from automation.core.clock import Clock
from automation.core.clock_text import explain_deadline, explain_elapsed, format_moment, format_span

H = 3600
CLOCK = Clock(Calendar([DEFAULT_HOURS]))


def explained(start: datetime, hours: int, clock: Clock = CLOCK, **more: object) -> str:
    return explain_deadline(clock, start, hours * H, "叫修", "最迟到达", **more)


def test_lunch() -> None:
    assert explained(datetime(2026, 3, 10, 10, 0), 6) == """\
叫修 2026年3月10日（周二）10:00，时限 6小时
  3月10日 周二 10:00–12:00、13:30–17:30 计 6小时
最迟到达：2026年3月10日（周二）17:30
未计入：午休。"""


def test_night() -> None:
    assert explained(datetime(2026, 3, 10, 16, 40), 6) == """\
叫修 2026年3月10日（周二）16:40，时限 6小时
  3月10日 周二 16:40–17:30 计 50分
  3月11日 周三 08:30–12:00、13:30–15:10 计 5小时10分（累计 6小时）
最迟到达：2026年3月11日（周三）15:10
未计入：下班时间、午休。"""


def test_spring_festival_with_its_make_up_saturday() -> None:
    assert explained(datetime(2026, 2, 13, 16, 40), 10) == """\
叫修 2026年2月13日（周五）16:40，时限 10小时
  2月13日 周五 16:40–17:30 计 50分
  2月14日 周六 调休上班 08:30–12:00、13:30–17:30 计 7小时30分（累计 8小时20分）
  2月15日 至 2月23日 春节，不计
  2月24日 周二 08:30–10:10 计 1小时40分（累计 10小时）
最迟到达：2026年2月24日（周二）10:10
未计入：下班时间、午休、春节 9天。"""


def test_past_the_last_announced_year() -> None:
    text = explained(datetime(2026, 12, 31, 16, 40), 6)
    assert text == """\
叫修 2026年12月31日（周四）16:40，时限 6小时
  12月31日 周四 16:40–17:30 计 50分
  2027年1月1日 周五 08:30–12:00、13:30–15:10 计 5小时10分（累计 6小时）
最迟到达：2027年1月1日（周五）15:10
未计入：下班时间、午休。
以上为暂定：2027年的法定节假日和调休安排还没有录入，先按平常的周一至周日推算；公布后请录入《基础资料》的日历变更，结果可能改变。"""
    entered = Clock(Calendar([DEFAULT_HOURS], [DayChange(date(2027, 1, 1), (), "元旦")]))
    assert "暂定" not in explained(datetime(2026, 12, 31, 16, 40), 6, entered)


def test_a_call_after_closing_says_when_counting_begins() -> None:
    assert explained(datetime(2026, 3, 13, 19, 5, 30), 7) == """\
叫修 2026年3月13日（周五）19:05:30，时限 7小时
  当时是下班时间，从 3月16日 周一 08:30 开始计
  3月14日 至 3月15日 周末，不计
  3月16日 周一 08:30–12:00、13:30–17:00 计 7小时
最迟到达：2026年3月16日（周一）17:00
未计入：下班时间、周末 2天、午休。"""


def test_a_pause_and_the_departments_changes() -> None:
    clock = Clock(Calendar([DEFAULT_HOURS], [DayChange(date(2026, 3, 11), (), "停电检修"),
                                             DayChange(date(2026, 3, 14), None, "盘点")]))
    pause = [(datetime(2026, 3, 12, 9, 0), datetime(2026, 3, 12, 15, 30)),
             (datetime(2026, 3, 12, 16, 0), datetime(2026, 3, 14, 8, 0))]
    assert explained(datetime(2026, 3, 10, 17, 0), 2, clock, breaks=pause) == """\
叫修 2026年3月10日（周二）17:00，时限 2小时
  3月10日 周二 17:00–17:30 计 30分
  3月11日 周三 部门变更：停电检修，不计
  3月12日 周四 08:30–09:00 计 30分（累计 1小时）
  3月12日 周四 09:00–12:00 暂停，不计
  3月12日 周四 13:30–15:30 暂停，不计
  3月12日 周四 15:30–16:00 计 30分（累计 1小时30分）
  3月12日 周四 16:00–17:30 暂停，不计
  3月13日 周五 08:30–12:00 暂停，不计
  3月13日 周五 13:30–17:30 暂停，不计
  3月14日 周六 部门变更：盘点 08:30–09:00 计 30分（累计 2小时）
最迟到达：2026年3月14日（周六）09:00
未计入：下班时间、部门变更：停电检修 1天、暂停、午休。"""


def test_elapsed_is_explained_in_either_order() -> None:
    first, last = datetime(2026, 3, 10, 11, 0), datetime(2026, 3, 10, 14, 0)
    body = """\
从 2026年3月10日（周二）11:00 到 2026年3月10日（周二）14:00
  3月10日 周二 11:00–12:00、13:30–14:00 计 1小时30分
合计上班时间：1小时30分{}
未计入：午休。"""
    assert explain_elapsed(CLOCK, first, last) == body.format("")
    assert explain_elapsed(CLOCK, last, first) == body.format("（止时早于起时，记作 -1小时30分）")


def test_nothing_counted_and_nothing_left_out() -> None:
    assert explain_elapsed(CLOCK, datetime(2026, 3, 14, 9, 0), datetime(2026, 3, 14, 11, 0)) == """\
从 2026年3月14日（周六）09:00 到 2026年3月14日（周六）11:00
  3月14日 周六 周末，不计
合计上班时间：0分
未计入：周末 1天。"""
    always = Clock(Calendar([ROUND_THE_CLOCK], statutory=False))
    assert explain_elapsed(always, datetime(2026, 3, 14, 16, 40), datetime(2026, 3, 16)) == """\
从 2026年3月14日（周六）16:40 到 2026年3月16日（周一）00:00
  3月14日 周六 16:40–24:00 计 7小时20分
  3月15日 周日 00:00–24:00 计 24小时（累计 31小时20分）
合计上班时间：31小时20分"""
    moment = datetime(2026, 3, 10, 9, 0)
    assert explain_elapsed(CLOCK, moment, moment).endswith("\n合计上班时间：0分")


def test_a_long_stretch_is_shortened_and_still_adds_up() -> None:
    lines = explain_elapsed(CLOCK, datetime(2026, 3, 2, 8, 30), datetime(2026, 6, 30, 17, 30)).splitlines()
    assert len(lines) == 1 + 8 + 1 + 8 + 2
    assert lines[9] == "  ……（中间从略，计 517小时30分）"
    assert lines[-3].endswith("计 7小时30分（累计 622小时30分）")
    assert lines[-2] == "合计上班时间：622小时30分"


def test_several_provisional_years_are_named() -> None:
    text = explain_elapsed(CLOCK, datetime(2026, 12, 1), datetime(2029, 2, 1))
    assert "以上为暂定：2027年至2029年的法定节假日" in text


@pytest.mark.parametrize(("seconds", "text"), [
    (0, "0分"), (5, "5秒"), (60, "1分"), (3600, "1小时"), (3630, "1小时0分30秒"), (21_900, "6小时5分"),
    (180_000, "50小时"), (-300, "-5分"),
])
def test_spans_of_time_read_as_staff_write_them(seconds: int, text: str) -> None:
    assert format_span(seconds) == text


def test_moments_show_seconds_only_when_there_are_any() -> None:
    assert format_moment(datetime(2026, 1, 4, 8, 5)) == "2026年1月4日（周日）08:05"
    assert format_moment(datetime(2026, 1, 4, 8, 5, 9)) == "2026年1月4日（周日）08:05:09"


@given(st.datetimes(datetime(2025, 1, 1), datetime(2027, 6, 1)), st.integers(1, 60 * H))
def test_every_explanation_ends_on_the_budget(start: datetime, budget: int) -> None:
    text = explain_deadline(CLOCK, start, budget)
    due = CLOCK.deadline(start, budget)
    assert f"最迟：{format_moment(due)}" in text
    last_counted = [line for line in text.splitlines() if " 计 " in line][-1]
    assert last_counted.endswith((f"计 {format_span(budget)}", f"（累计 {format_span(budget)}）"))
