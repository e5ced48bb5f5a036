"""The state diagram (流程图) of a sheet as an SVG picture, drawn from the table of steps alone.

States are columns in the order in which they are reached; every step is a line with a dot where it may begin and an
arrow where it leads, or a ring where the state stays. Nothing can overlap, however many steps there are.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from automation.core.steps import Step

NEW = "新登记"
"""How the diagram calls a row without a number yet."""

_TITLES, _COLUMN, _ROW, _HEAD, _MARGIN = 128, 92, 30, 44, 10
_STYLE = ("text{font:13px 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;fill:#1f2933}"
          ".state{text-anchor:middle;font-weight:bold}.life{stroke:#cbd2d9;stroke-dasharray:3 4}"
          ".flow{stroke:#2563a8;stroke-width:2}.from{fill:#2563a8}.to{fill:#2563a8}"
          ".stay{fill:#fff;stroke:#2563a8;stroke-width:2}.band{fill:#f5f7fa}.box{fill:#e3edf7;stroke:#9fb8d1}")

Line = tuple[tuple[str, ...], tuple[str, ...]]
"""States where a step may begin, and states it leads to from there; nowhere = it stays."""


def diagram(steps: Iterable[Step], sheet: str) -> str:
    """An SVG of all steps on this sheet, in the order of the table; raises ValueError when there are none."""
    drawn = [step for step in steps if step.sheet == sheet]
    if not drawn:
        raise ValueError(f"no step works on {sheet}")
    states = states_in_order(drawn)
    lines = [(step, line) for step in drawn for line in lines_of(step)]
    width, height = _TITLES + _COLUMN * len(states) + _MARGIN, _HEAD + _ROW * len(lines) + _MARGIN
    body = [*_columns(states, height)]
    last = None
    for number, (step, line) in enumerate(lines):
        top = _HEAD + _ROW * number
        title = step.title if step is not last else ""
        body += _line(step, title, line, top, states, width, banded=drawn.index(step) % 2 == 0)
        last = step
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
            f"<style>{_STYLE}</style>{''.join(body)}</svg>\n")


def states_in_order(steps: Sequence[Step]) -> list[str]:
    """The states in the order in which they are first reached from the start ("" first, where a step begins there)."""
    edges = [edge for step in steps for edge in step.edges]
    entered = {to for since, to in edges if since != to}
    order = list(dict.fromkeys(since for since, _ in edges if since not in entered))
    for state in order:     # grows while it is walked through
        order += dict.fromkeys(to for since, to in edges if since == state and to not in order)
    return order + list(dict.fromkeys(state for edge in edges for state in edge if state not in order))


def lines_of(step: Step) -> list[Line]:
    """The step's lines: one for each set of states that it leads to the same states from."""
    leads: dict[str, tuple[str, ...]] = {}
    for since, to in step.edges:
        leads[since] = (*leads.get(since, ()), to)
    grouped: dict[tuple[str, ...], list[str]] = {}
    for since, to in leads.items():
        grouped.setdefault(() if to == (since,) else to, []).append(since)
    return [(tuple(since), to) for to, since in grouped.items()]


def _columns(states: Sequence[str], height: int) -> Iterator[str]:
    for place, state in enumerate(states):
        x = _x(place)
        yield f'<line class="life" x1="{x}" y1="{_HEAD - 8}" x2="{x}" y2="{height - _MARGIN}"/>'
        yield f'<rect class="box" x="{x - _COLUMN // 2 + 4}" y="8" width="{_COLUMN - 8}" height="26" rx="4"/>'
        yield f'<text class="state" x="{x}" y="26">{escape(state or NEW)}</text>'


def _line(step: Step, title: str, line: Line, top: int, states: Sequence[str], width: int, *, banded: bool) -> Iterator[str]:
    since, to = ([states.index(state) for state in each] for each in line)
    y = top + _ROW // 2
    yield f'<g data-step="{step.name}"><title>{escape(step.title)}（{escape("、".join(step.roles))}）：{escape(step.tip)}</title>'
    if banded:
        yield f'<rect class="band" x="0" y="{top}" width="{width}" height="{_ROW}" fill-opacity=".6"/>'
    yield f'<text x="{_MARGIN}" y="{y + 5}">{escape(title)}</text>'
    if to:
        yield f'<line class="flow" x1="{_x(min(since + to))}" y1="{y}" x2="{_x(max(since + to))}" y2="{y}"/>'
    for place in since:
        yield f'<circle class="{"from" if to else "stay"}" cx="{_x(place)}" cy="{y}" r="5"/>'
    for place in to:
        if min(since) < place:
            yield _arrow(place, y, -1)
        if max(since) > place:
            yield _arrow(place, y, 1)
    yield "</g>"


def _arrow(place: int, y: int, side: int) -> str:
    """A head that touches the column; ``side`` −1 comes from the left, 1 from the right."""
    x = _x(place)
    return f'<polygon class="to" points="{x},{y} {x + side * 11},{y - 5} {x + side * 11},{y + 5}" data-x="{x}"/>'


def _x(place: int) -> int:
    return _TITLES + _COLUMN * place + _COLUMN // 2
