"""The ribbon's buttons (按钮): a function for every step of the house, made from the table of steps, and the extra ones.

VBA calls them by ``RunPython "import macros.buttons; macros.buttons.dispatch()"``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from automation.desk import house
from macros.caller import button
from macros.extras import check_sheet, due_today, explain_due, find_customer, print_form, undo_last
from macros.pressing import press

__all__ = ["check_sheet", "due_today", "explain_due", "find_customer", "print_form", "undo_last"]


def __getattr__(name: str) -> Callable[[], None]:
    """The button of a step, by the step's name."""
    step = house.steps().get(name)
    if step is None:
        raise AttributeError(f"no button is called {name}")
    work = partial(press, name)
    work.__doc__, work.__name__ = step.tip, name      # type: ignore[attr-defined]
    return button(work)


def __dir__() -> list[str]:
    return [*__all__, *house.steps()]
