"""Monthly statistics as a page for the screen (统计网页): the same figures as the workbook's, charts drawn as SVG, every figure
leading to the rows behind it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from automation.core.documents import environment
from automation.core.monthly import Cell, Line, Report, Table, shown

WIDTH, HEIGHT = 520, 230
_LEFT, _BOTTOM, _TOP, _RIGHT = 34, 44, 14, 34


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


def render(report: Report, workbook: str, *, lead: str, marked: Sequence[str], charts: Sequence[Drawing], signs: Sequence[str]) -> str:
    """The page's text; ``workbook`` is the file beside it.

    The one line of the table ``lead`` stands on top as tiles, those of ``marked`` coloured; ``signs`` are the boxes to sign.
    """
    tables = [(table, _figures(table)) for table in report.tables.values() if table.name != lead]
    first = report.tables[lead]
    return environment().get_template("month.html").render(
        report=report, workbook=workbook, tables=tables, width=WIDTH, height=HEIGHT, base=HEIGHT - _BOTTOM, edge=(_LEFT, WIDTH - _RIGHT),
        lead=first, tiles=[(title, figure) for (title, _), figure in zip(first.columns, _figures(first)[0][1], strict=True)],
        marked=marked, charts=[drawing for drawing in charts if drawing.shapes], signs=signs,
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


def columns_and_lines(title: str, months: Table, behind: tuple[str, str], lines: Sequence[tuple[str, str]]) -> Drawing:
    """A table's lines along the page: one of its columns as bars behind, others as lines; each with its colour."""
    columns = {name: [number(line.cells[place]) for line in months.lines] for place, (name, _) in enumerate(months.columns)}
    top = round_top(max(max(columns[name], default=0) for name, _ in (behind, *lines)))
    across = centres(len(months.lines))
    drawn = [Shape(name, colour, [(x, y(value, top)) for x, value in zip(across, columns[name], strict=True)]) for name, colour in lines]
    below = [(x, line.name[2:].replace("-", "/")) for x, line in zip(across, months.lines, strict=True)]
    return Drawing(title, [bars(*behind, columns[behind[0]], top, words=False), *drawn], below, marks(top))


def ranked(title: str, table: Table, name: str, colour: str) -> Drawing:
    """A table's first column as bars, line by line; nothing for a table without lines."""
    counts = [number(line.cells[0]) for line in table.lines]
    if not counts:
        return Drawing("", (), (), ())
    top = round_top(max(counts))
    below = [(x, line.name) for x, line in zip(centres(len(counts)), table.lines, strict=True)]
    return Drawing(title, [bars(name, colour, counts, top)], below, marks(top))


def bars(name: str, colour: str, values: Sequence[float], top: float, words: bool = True) -> Shape:
    """Columns of a chart, with their figures above where ``words`` says so."""
    wide = _step(len(values)) * 0.6
    return Shape(name, colour, boxes=[(x - wide / 2, y(value, top), wide, HEIGHT - _BOTTOM - y(value, top), f"{value:g}" if words else "")
                                      for x, value in zip(centres(len(values)), values, strict=True)])


def number(cell: Cell) -> float:
    """A figure as a chart draws it; nothing is 0."""
    return float(cell.value or 0)


def _step(count: int) -> float:
    return (WIDTH - _LEFT - _RIGHT) / count


def centres(count: int) -> list[float]:
    """Where so many columns stand, from the left."""
    return [round(_LEFT + _step(count) * (place + 0.5), 1) for place in range(count)]


def y(value: float, top: float) -> float:
    """How far below the top edge a value stands, ``top`` being the highest."""
    return round(HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * value / top, 1)


def round_top(most: float) -> int:
    """The least of 5, 10, 20, 50, 100, … times one to five that holds the most."""
    step = 1
    while step * 5 < most:
        step = step * 2 if str(step)[0] in "15" else step * 5 // 2
    return step * 5


def marks(top: int) -> list[tuple[float, str]]:
    """Marks of the axis: heights and their words."""
    return [(y(top * part / 5, top), f"{top * part // 5}") for part in range(6)]
