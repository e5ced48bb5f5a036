"""Workbooks changed without harm: only the touched cells are rewritten, every other byte stays.

Standard library only, so that a button starts fast; knows spreadsheets, not registers.
"""

from automation.core.xlsx.book import Workbook
from automation.core.xlsx.check import Problem, check
from automation.core.xlsx.failures import (
    DamagedWrite,
    FileChanged,
    ReadOnlyFile,
    RefusedCell,
    RefusedValue,
    TableBlocked,
)
from automation.core.xlsx.files import Owner, owner
from automation.core.xlsx.table import Table
from automation.core.xlsx.values import Cell, RawCell

__all__ = ["Cell", "DamagedWrite", "FileChanged", "Owner", "Problem", "RawCell", "ReadOnlyFile", "RefusedCell",
           "RefusedValue", "Table", "TableBlocked", "Workbook", "check", "owner"]
