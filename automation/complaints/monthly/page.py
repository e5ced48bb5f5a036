"""投诉统计表 as a page for the screen: the same figures, charts drawn as SVG, every figure leading to its cases."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from automation.core.documents import environment
from automation.core.monthly import Cell, Line, Report, Table, shown

WIDTH, HEIGHT = 520, 230
_LEFT, _BOTTOM, _TOP, _RIGHT = 34, 44, 14, 34
TILES = ("月初未结", "收到", "结案", "婉答完毕", "撤诉", "月末未结", "另有并案")


@dataclass(frozen=True)
class Figure:
    """A figure of a table on the page: its text, and the anchor of its cases ("" where there are none)."""

    text: str
    anchor: str


@dataclass(frozen=True)
class Shape:
    """A line of a chart (its points) or one of its columns (left, top, width, height), with its colour and words."""

    name: str
    colour: str
    points: Sequence[tuple[float, float]] = ()
    boxes: Sequence[tuple[float, float, float, float, str]] = ()


@dataclass(frozen=True)
class Drawing:
    """A chart: its shapes, the words below the columns, the marks at the left and at the right."""

    title: str
    shapes: Sequence[Shape]
    below: Sequence[tuple[float, str]]
    left: Sequence[tuple[float, str]]
    right: Sequence[tuple[float, str]] = ()


def page(report: Report, workbook: str) -> str:
    """The page's text; ``workbook`` is the file beside it."""
    tables = [(table, _figures(table)) for table in report.tables.values() if table.name != "flow"]
    flow = report.tables["flow"]
    return environment().get_template("complaints/month.html").render(
        report=report, workbook=workbook, tables=tables, width=WIDTH, height=HEIGHT, base=HEIGHT - _BOTTOM, edge=(_LEFT, WIDTH - _RIGHT),
        flow=flow, tiles=[(title, figure) for (title, _), figure in zip(flow.columns, _figures(flow)[0][1], strict=True)],
        charts=[drawing for drawing in (_months(report.tables["months"]), _pareto(report.tables["pareto"])) if drawing.shapes],
        blocks=[(table, [(line, title, _anchor(table, line, title), cell.rows) for line, title, _, cell in table.figures() if cell.rows])
                for table in report.tables.values()])


def _figures(table: Table) -> list[tuple[Line, list[Figure]]]:
    lines = []
    for place, line in enumerate(table.all_lines()):
        width = len(table.columns)
        figures = list(table.figures())[place * width:(place + 1) * width]
        lines.append((line, [Figure(shown(cell.value, unit, title in table.signed), _anchor(table, name, title) if cell.rows else "")
                             for name, title, unit, cell in figures]))
    return lines


def _anchor(table: Table, line: str, title: str) -> str:
    lines = [each.name for each in table.all_lines()]
    return f"{table.name}-{lines.index(line) + 1}-{[name for name, _ in table.columns].index(title) + 1}"


def _months(months: Table) -> Drawing:
    """The last twelve months: what was open as columns, what was received and closed as lines."""
    columns = {title: [_number(line.cells[place]) for line in months.lines] for place, (title, _) in enumerate(months.columns)}
    top = _round_top(max(map(max, (columns[name] for name in ("收到", "结案", "月末未结")))))
    centres = _centres(len(months.lines))
    lines = [Shape(name, colour, [(x, _y(value, top)) for x, value in zip(centres, columns[name], strict=True)])
             for name, colour in (("收到", "#2f6690"), ("结案", "#3a7d44"))]
    below = [(x, line.name[2:].replace("-", "/")) for x, line in zip(centres, months.lines, strict=True)]
    boxes = _columns("月末未结", "#dce4ea", columns["月末未结"], top, words=False)
    return Drawing("近十二个月：收到、结案与月末未结", [boxes, *lines], below, _marks(top))


def _pareto(grounds: Table) -> Drawing:
    """The grounds by weight, with their running share."""
    counts = [_number(line.cells[0]) for line in grounds.lines]
    if not counts:
        return Drawing("", (), (), ())
    top, centres = _round_top(max(counts)), _centres(len(counts))
    share = Shape("累计占比", "#b3261e", [(x, _y(_number(line.cells[2]), 1)) for x, line in zip(centres, grounds.lines, strict=True)])
    right = [(_y(part / 5, 1), f"{part * 20}%") for part in range(6)]
    below = [(x, line.name) for x, line in zip(centres, grounds.lines, strict=True)]
    return Drawing("本月投诉理由（从多到少）", [_columns("件数", "#2f6690", counts, top), share], below, _marks(top), right)


def _columns(name: str, colour: str, values: Sequence[float], top: float, words: bool = True) -> Shape:
    wide = _step(len(values)) * 0.6
    return Shape(name, colour, boxes=[(x - wide / 2, _y(value, top), wide, HEIGHT - _BOTTOM - _y(value, top), f"{value:g}" if words else "")
                                      for x, value in zip(_centres(len(values)), values, strict=True)])


def _number(cell: Cell) -> float:
    return float(cell.value or 0)


def _step(count: int) -> float:
    return (WIDTH - _LEFT - _RIGHT) / count


def _centres(count: int) -> list[float]:
    return [round(_LEFT + _step(count) * (place + 0.5), 1) for place in range(count)]


def _y(value: float, top: float) -> float:
    return round(HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * value / top, 1)


def _round_top(most: float) -> int:
    """The least of 5, 10, 20, 50, 100, … times one to five that holds the most."""
    step = 1
    while step * 5 < most:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return step * 5


def _marks(top: int) -> list[tuple[float, str]]:
    return [(_y(top * part / 5, top), f"{top * part // 5}") for part in range(6)]
