"""The live columns of AS2.12: latest arrival, working time used, state.

The hidden sheet 工作日历 has one row for each interval of working time: its first and last second (whole seconds since
30 December 1899) and the working seconds before it. The working seconds before a moment are then one look-up, and the
latest arrival is another; all reckoning is in whole seconds, so that exactly six hours are six hours.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from automation.core.schema import Formula, FormulaContext

ON_TIME, LATE = "按时到达", "超时到达"
WITHIN, SOON, OVER = "时限内", "即将超时", "已超时"
HOUR = 3600


def _moment_to_working_seconds(moment: str) -> str:
    """Excel text: working seconds before a moment (a cell or name that holds a date and time)."""
    second = f"ROUND({moment}*86400,0)"
    row = f"MATCH({second},历_开始秒,1)"
    return (f"INDEX(历_累计秒,{row})+MAX(0,MIN({second},INDEX(历_结束秒,{row}))-INDEX(历_开始秒,{row}))")


_CALLED = Formula(
    f'IF(ISNUMBER({{called_at}}),IFERROR({_moment_to_working_seconds("{called_at}")},""),"")',
    lambda row, context: _working_seconds(context, row.get("called_at")))

_MEASURED_TO = Formula(
    'IF(ISNUMBER({arrived_at}),{arrived_at},IF(ISNUMBER({cancelled_at}),{cancelled_at},IF(ISNUMBER({called_at}),现在,"")))',
    lambda row, context: _measured_to(row, context))

_REACHED = Formula(
    f'IF(ISNUMBER({{measured_to}}),IFERROR({_moment_to_working_seconds("{measured_to}")},""),"")',
    lambda row, context: _working_seconds(context, _measured_to(row, context)))

_LIMIT_ROW = "IFERROR(MATCH(INT({called_at}),限_AS2_12_生效,1),1)"
_LIMIT = Formula(
    'IF(OR(NOT(ISNUMBER({called_at})),{zone}=""),"",IFERROR(IF({zone}="郊区",'
    f'INDEX(限_AS2_12_郊区,{_LIMIT_ROW}),INDEX(限_AS2_12_市区,{_LIMIT_ROW}))/1440,""))',
    lambda row, context: limit_seconds(row, context))

_TARGET = "({called_seconds}+ROUND({limit}*86400,0))"
_DUE_ROW = f"MATCH({_TARGET}-1,历_累计秒,1)"
_DUE = Formula(
    'IF(OR({called_seconds}="",{limit}=""),"",'
    f'(INDEX(历_开始秒,{_DUE_ROW})+{_TARGET}-INDEX(历_累计秒,{_DUE_ROW}))/86400)',
    lambda row, context: due(row, context) if _covered(row, context) else None)

_USED = Formula(
    'IF(OR({called_seconds}="",{reached_seconds}=""),"",MAX(0,{reached_seconds}-{called_seconds})/86400)',
    lambda row, context: used_seconds(row, context) if _covered(row, context) else None)

_TIMING = Formula(
    'IF(OR({used}="",{limit}=""),"",IF(ISNUMBER({arrived_at}),'
    f'IF(ROUND({{used}}*86400,0)>ROUND({{limit}}*86400,0),"{LATE}","{ON_TIME}"),'
    'IF(ISNUMBER({cancelled_at}),"",'
    f'IF(ROUND({{used}}*86400,0)>ROUND({{limit}}*86400,0),"{OVER}",'
    f'IF(ROUND({{used}}*86400,0)>=ROUND({{limit}}*86400,0)-{HOUR},"{SOON}","{WITHIN}")))))',
    lambda row, context: timing(row, context) if _covered(row, context) else None)

FORMULAS = {"measured_to": _MEASURED_TO, "called_seconds": _CALLED, "reached_seconds": _REACHED, "limit": _LIMIT,
            "due_at": _DUE, "used": _USED, "timing": _TIMING}


def limit_seconds(row: Mapping[str, Any], context: FormulaContext) -> int | None:
    """AS2.12: the working seconds allowed for this call, by its area and the day it came in."""
    called, zone = row.get("called_at"), zone_of(row, context)
    if called is None or zone is None:
        return None
    return context.limit("AS2.12", zone, called.date()) * 60


def zone_of(row: Mapping[str, Any], context: FormulaContext) -> str | None:
    """City or suburb, by the area in 基础资料."""
    return context.lookup("areas", row.get("area"), "zone")


def due(row: Mapping[str, Any], context: FormulaContext) -> datetime | None:
    """AS2.12: the latest arrival."""
    limit = limit_seconds(row, context)
    return None if limit is None else context.clock.deadline(row["called_at"], limit)


def used_seconds(row: Mapping[str, Any], context: FormulaContext) -> int | None:
    """Working seconds from the call to the arrival, to its cancelling, or to now; never below zero."""
    if row.get("called_at") is None:
        return None
    return max(0, context.clock.elapsed(row["called_at"], _measured_to(row, context)))


def timing(row: Mapping[str, Any], context: FormulaContext) -> str | None:
    """The state of the arrival: on time, late, within the limit, soon over, over."""
    used, limit = used_seconds(row, context), limit_seconds(row, context)
    if used is None or limit is None:
        return None
    if row.get("arrived_at") is not None:
        return LATE if used > limit else ON_TIME
    if row.get("cancelled_at") is not None:
        return None
    if used > limit:
        return OVER
    return SOON if used >= limit - HOUR else WITHIN


def _covered(row: Mapping[str, Any], context: FormulaContext) -> bool:
    """Whether the sheet's calendar reaches back to the call; the sheet shows nothing for older ones, the checks still do."""
    return _working_seconds(context, row.get("called_at")) is not None


def _measured_to(row: Mapping[str, Any], context: FormulaContext) -> datetime | None:
    if ended := row.get("arrived_at") or row.get("cancelled_at"):
        return ended
    return context.now if row.get("called_at") is not None else None


def _working_seconds(context: FormulaContext, moment: datetime | None) -> int | None:
    """Working seconds since the first day of the sheet's calendar."""
    if moment is None:
        return None
    start = datetime.combine(context.calendar_from, datetime.min.time())
    return None if moment < start else context.clock.elapsed(start, moment)
