"""Forms that travel and come back (可回收的表): small workbooks that somebody fills in elsewhere and sends back.

A form is declared from a step: what the step asks for is what the form asks for, with the same drop-downs, the same help
and the same checks when it returns. The workbook itself says which form it is, which record it is about and which cell
answers what, so that a form sent out under last year's layout still reads.
"""

from __future__ import annotations

from automation.core.fillable.declare import FillForm, FillForms
from automation.core.fillable.make import make_form
from automation.core.fillable.mark import mark_form
from automation.core.fillable.read import FilledForm, Given, RefusedForm, WrongCell, read_form

__all__ = ["FillForm", "FillForms", "FilledForm", "Given", "RefusedForm", "WrongCell", "make_form", "mark_form", "read_form"]
