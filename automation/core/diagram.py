"""The state diagram (流程图) of a sheet as an SVG picture, drawn from the table of steps alone.

States are columns in the order in which they are reached; every step is a line with a dot where it may begin and an
arrow where it leads, or a ring where the state stays. Nothing can overlap, however many steps there are. A line at the
foot says what dot, arrow and ring mean.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from automation.core.steps import Step

NEW = "新登记"
"""How the diagram calls a row without a number yet."""

_LEGEND_WIDTH = 380
LEGEND = "从这个状态办理", "办完到这个状态", "办完状态不变"

_TITLES, _COLUMN, _ROW, _HEAD, _FOOT, _MARGIN = 132, 98, 32, 50, 34, 12
_STYLE = ("text{font:14px 'Noto Sans CJK SC','Microsoft YaHei','PingFang SC',sans-serif;fill:#1f2933}"
          ".state{text-anchor:middle;font-weight:600;font-size:13.5px;fill:#12385f}.life{stroke:#b4bfca;stroke-dasharray:2 4}"
          ".flow{stroke:#2563a8;stroke-width:2}.from,.to{fill:#2563a8}.stay{fill:#fff;stroke:#2563a8;stroke-width:2}"
          ".band{fill:#eef3f8}.box{fill:#dbe8f5;stroke:#8fb0d0}.paper{fill:#fff}.legend{font-size:12px;fill:#52606d}"
          ".rule{stroke:#cbd2d9}")

Line = tuple[tuple[str, ...], tuple[str, ...]]
"""States where a step may begin, and states it leads to from there; nowhere = it stays."""


def diagram(steps: Iterable[Step], sheet: str) -> str:
    """An SVG of all steps on this sheet, in the order of the table; raises ValueError when there are none."""
    drawn = [step for step in steps if step.sheet == sheet]
    if not drawn:
        raise ValueError(f"no step works on {sheet}")
    states = states_in_order(drawn)
    lines = [(step, line) for step in drawn for line in lines_of(step)]
    width, bottom = max(_TITLES + _COLUMN * len(states) + _MARGIN, _LEGEND_WIDTH), _HEAD + _ROW * len(lines)
    height = bottom + _FOOT
    body = [f'<rect class="paper" width="{width}" height="{height}"/>']
    bands = [step for step, _ in lines]
    body += (f'<rect class="band" x="0" y="{_HEAD + _ROW * number}" width="{width}" height="{_ROW}"/>'
             for number, step in enumerate(bands) if drawn.index(step) % 2 == 0)
    body += _columns(states, bottom)
    for number, (step, line) in enumerate(lines):
        title = step.title if number == 0 or bands[number - 1] is not step else ""
        body += _line(step, title, line, _HEAD + _ROW * number, states)
    body += _legend(bottom, width)
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img">'
            f"<style>{_STYLE}</style>{''.join(body)}</svg>\n")


def states_in_order(steps: Sequence[Step]) -> list[str]:
    """The states in the order in which they are first reached from the start ("" first, where a step begins there)."""
    edges = [edge for step in steps for edge in step.edges]
    entered = {to for since, to in edges if since != to}
    order = list(dict.fromkeys(since for since, _ in edges if since not in entered))
    starts, order = order[1:], order[:1]
    while True:
        for state in order:     # grows while it is walked through
            order += dict.fromkeys(to for since, to in edges if since == state and to not in order)
        left = [state for state in starts if state not in order]
        if not left:
            return order + list(dict.fromkeys(state for edge in edges for state in edge if state not in order))
        order.append(left[0])   # reached from another sheet's steps


def lines_of(step: Step) -> list[Line]:
    """The step's lines: one for each set of states that it leads to the same states from; a last one for those that stay."""
    leads: dict[str, tuple[str, ...]] = {}
    stays = tuple(since for since, to in step.edges if since == to)
    for since, to in step.edges:
        leads[since] = leads.get(since, ()) + ((to,) if to != since else ())
    grouped: dict[tuple[str, ...], list[str]] = {}
    for since, to in leads.items():
        if to:
            grouped.setdefault(to, []).append(since)
    return [*((tuple(since), to) for to, since in grouped.items()), *([(stays, ())] if stays else [])]


def _columns(states: Sequence[str], bottom: int) -> Iterator[str]:
    for place, state in enumerate(states):
        x = _x(place)
        yield f'<line class="life" x1="{x}" y1="38" x2="{x}" y2="{bottom}"/>'
        yield f'<rect class="box" x="{x - _COLUMN // 2 + 4}" y="9" width="{_COLUMN - 8}" height="29" rx="5"/>'
        yield f'<text class="state" x="{x}" y="28">{escape(state or NEW)}</text>'


def _line(step: Step, title: str, line: Line, top: int, states: Sequence[str]) -> Iterator[str]:
    since, to = ([states.index(state) for state in each] for each in line)
    y = top + _ROW // 2
    yield f'<g data-step="{step.name}"><title>{escape(step.title)}（{escape("、".join(step.roles))}）：{escape(step.tip)}</title>'
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


def _legend(bottom: int, width: int) -> Iterator[str]:
    """What dot, arrow and ring mean."""
    y = bottom + 18
    yield f'<line class="rule" x1="0" y1="{bottom + .5}" x2="{width}" y2="{bottom + .5}"/>'
    for place, (said, sign) in enumerate(zip(LEGEND, ("from", "to", "stay"), strict=True)):
        x = _MARGIN + 6 + place * 124
        yield (f'<path class="to" d="M{x + 5} {y}l-11 -5v10z"/>' if sign == "to"
               else f'<ellipse class="{sign}" cx="{x}" cy="{y}" rx="5" ry="5"/>')
        yield f'<text class="legend" x="{x + 11}" y="{y + 4}">{said}</text>'


def _x(place: int) -> int:
    return _TITLES + _COLUMN * place + _COLUMN // 2
