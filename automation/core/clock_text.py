"""The clock explains itself in plain Chinese: what counted, day by day, what was left out and why (计时说明)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from automation.core.calendar import WORKDAY
from automation.core.clock import LUNCH, OFF_DUTY, PAUSED, Break, Clock, Piece, epoch_seconds, from_epoch

_WEEKDAYS = "一二三四五六日"
_SHOWN = 8
"""Lines shown at either end of a long explanation; those between are added up in one."""


@dataclass(frozen=True)
class _Line:
    """One line of the explanation; ``seconds`` is the working time it adds, 0 for what was left out."""

    text: str
    seconds: int


def format_span(seconds: int) -> str:
    """A length of time as staff write it: ``6小时5分``, ``50分``, ``1小时0分30秒``, ``-5分``, ``0分``."""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, odd = divmod(rest, 60)
    parts = [f"{hours}小时" if hours else "",
             f"{minutes}分" if minutes or (hours and odd) or not seconds else "",
             f"{odd}秒" if odd else ""]
    return ("-" if seconds < 0 else "") + "".join(parts)


def format_moment(moment: datetime) -> str:
    """``2026年2月13日（周五）16:40``; seconds only when there are any."""
    return f"{moment.year}年{moment.month}月{moment.day}日（周{_WEEKDAYS[moment.weekday()]}）{_time(moment)}"


def explain_deadline(
    clock: Clock, start: datetime, budget: int, label: str = "起算", due: str = "最迟", breaks: Sequence[Break] = ()
) -> str:
    """Why ``budget`` working seconds from ``start`` run out when they do, several lines of Chinese.

    ``label`` names the start (叫修), ``due`` the result (最迟到达). Raises what :meth:`Clock.deadline` raises.
    """
    end = clock.deadline(start, budget, breaks)
    begun = _rounded(start)
    head = f"{label} {format_moment(begun)}，时限 {format_span(budget)}"
    return _explained(clock, begun, end, breaks, head, f"{due}：{format_moment(end)}")


def explain_elapsed(clock: Clock, start: datetime, end: datetime, breaks: Sequence[Break] = ()) -> str:
    """How much working time lies between the two moments, several lines of Chinese, in either order."""
    first, last = sorted((_rounded(start), _rounded(end)))
    head = f"从 {format_moment(first)} 到 {format_moment(last)}"
    total = clock.elapsed(first, last, breaks)
    foot = f"合计上班时间：{format_span(total)}"
    if end < start:
        foot += f"（止时早于起时，记作 {format_span(-total)}）" if total else "（止时早于起时）"
    return _explained(clock, first, last, breaks, head, foot)


def _explained(
    clock: Clock, start: datetime, end: datetime, breaks: Sequence[Break], head: str, foot: str
) -> str:
    pieces = clock.pieces(start, end, breaks)
    lines = [head, *_begins_later(pieces), *_with_totals(list(_lines(pieces))), foot]
    if left_out := _left_out(pieces):
        lines.append(f"未计入：{left_out}。")
    if clock.provisional(start, end):
        lines.append(_provisional_note(clock, start, end))
    return "\n".join(lines)


def _begins_later(pieces: list[Piece]) -> list[str]:
    """A start outside working hours is what people wonder about first: say when counting begins."""
    counted = next((piece for piece in pieces if piece.counted), None)
    if counted is None or pieces[0].counted:
        return []
    when = f"{_day(counted.start.date(), pieces[0].start.year)} {_time(counted.start)}"
    return [f"  当时是{pieces[0].why}，从 {when} 开始计"]


def _lines(pieces: list[Piece]) -> Iterator[_Line]:
    """One line for each day that counted (nights and lunches are only summed up below) and each run of closed days."""
    day: list[Piece] = []
    first_year = pieces[0].start.year if pieces else 0
    for piece in pieces:
        if day and (piece.why == PAUSED or piece.start.date() != day[0].start.date()):
            yield _counted_line(day, first_year)
            day = []
        if piece.counted:
            day.append(piece)
        elif piece.why == PAUSED:
            yield _Line(f"{_day(piece.start.date(), first_year)} {_times(piece)} {PAUSED}，不计", 0)
        elif piece.why not in (LUNCH, OFF_DUTY):
            yield _Line(f"{_days(piece, first_year)} {piece.why}，不计", 0)
    if day:
        yield _counted_line(day, first_year)


def _counted_line(day: list[Piece], first_year: int) -> _Line:
    seconds = sum(piece.seconds for piece in day)
    why = "" if day[0].why == WORKDAY else f" {day[0].why}"
    times = "、".join(_times(piece) for piece in day)
    return _Line(f"{_day(day[0].start.date(), first_year)}{why} {times} 计 {format_span(seconds)}", seconds)


def _with_totals(lines: list[_Line]) -> list[str]:
    texts, total = [], 0
    for line in lines:
        total += line.seconds
        running = f"（累计 {format_span(total)}）" if line.seconds and line.seconds != total else ""
        texts.append(f"  {line.text}{running}")
    if len(texts) > 2 * _SHOWN + 1:
        between = sum(line.seconds for line in lines[_SHOWN:-_SHOWN])
        texts[_SHOWN:-_SHOWN] = [f"  ……（中间从略，计 {format_span(between)}）"]
    return texts


def _left_out(pieces: list[Piece]) -> str:
    """What was left out, in order of appearance, closed days with their number: ``下班时间、午休、春节 9天``."""
    days: dict[str, set[date]] = {}
    for piece in pieces:
        if not piece.counted:
            days.setdefault(piece.why, set()).update(_dates(piece))
    hours = (LUNCH, OFF_DUTY, PAUSED)
    return "、".join(why if why in hours else f"{why} {len(found)}天" for why, found in days.items())


def _provisional_note(clock: Clock, start: datetime, end: datetime) -> str:
    years = [year for year in range(start.year, end.year + 1) if clock.calendar.provisional(date(year, 1, 1))]
    named = f"{years[0]}年" if len(years) == 1 else f"{years[0]}年至{years[-1]}年"
    return (f"以上为暂定：{named}的法定节假日和调休安排还没有录入，先按平常的周一至周日推算；"
            "公布后请录入《基础资料》的日历变更，结果可能改变。")


def _rounded(moment: datetime) -> datetime:
    return from_epoch(epoch_seconds(moment))


def _dates(piece: Piece) -> list[date]:
    first, last = piece.start.date(), (piece.end - timedelta(seconds=1)).date()
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def _days(piece: Piece, first_year: int) -> str:
    dates = _dates(piece)
    if len(dates) == 1:
        return _day(dates[0], first_year)
    return f"{_date(dates[0], first_year)} 至 {_date(dates[-1], dates[0].year)}"


def _day(day: date, first_year: int) -> str:
    return f"{_date(day, first_year)} 周{_WEEKDAYS[day.weekday()]}"


def _date(day: date, known_year: int) -> str:
    year = "" if day.year == known_year else f"{day.year}年"
    return f"{year}{day.month}月{day.day}日"


def _times(piece: Piece) -> str:
    ends_at_midnight = piece.end.date() != piece.start.date()
    return f"{_time(piece.start)}–{'24:00' if ends_at_midnight else _time(piece.end)}"


def _time(moment: datetime) -> str:
    return f"{moment:%H:%M:%S}" if moment.second else f"{moment:%H:%M}"
