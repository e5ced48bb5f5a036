"""投诉统计表 (CP19): the month's figures of complaints, as a workbook and a page for the sales manager's check."""

from __future__ import annotations

from automation.complaints.monthly.book import workbook
from automation.complaints.monthly.figures import ARTICLE, TITLE, reckon
from automation.complaints.monthly.page import page
from automation.core.monthly import MonthlyStatistics

MONTHLY = (MonthlyStatistics("complaints", TITLE, ARTICLE, "case_months", "file_month", ("cases", "case_amounts", "case_months"),
                             reckon, workbook, page),)
