"""投诉统计表 as a page for the screen: what came and went on top, the year and the grounds as charts."""

from __future__ import annotations

from automation.core.monthly import Report, Table
from automation.core.monthly_page import Drawing, Shape, centres, columns_and_lines, number, ranked, render, y

_BLUE, _RED, _GREEN, _PALE = "#2f6690", "#b3261e", "#3a7d44", "#dce4ea"


def page(report: Report, workbook: str) -> str:
    """The page's text; ``workbook`` is the file beside it."""
    months = columns_and_lines("近十二个月：收到、结案与月末未结", report.tables["months"], ("月末未结", _PALE),
                               (("收到", _BLUE), ("结案", _GREEN)))
    return render(report, workbook, lead="flow", marked=("收到", "月末未结"), charts=(months, _pareto(report.tables["pareto"])),
                  signs=("填报（市场营销部）", "审核（销售经理）", "审核意见"))


def _pareto(grounds: Table) -> Drawing:
    """The grounds by weight, with their running share."""
    drawn = ranked("本月投诉理由（从多到少）", grounds, "件数", _BLUE)
    if not grounds.lines:
        return drawn
    across = centres(len(grounds.lines))
    share = Shape("累计占比", _RED, [(x, y(number(line.cells[2]), 1)) for x, line in zip(across, grounds.lines, strict=True)])
    right = [(y(part / 5, 1), f"{part * 20}%") for part in range(6)]
    return Drawing(drawn.title, [*drawn.shapes, share], drawn.below, drawn.left, right)
