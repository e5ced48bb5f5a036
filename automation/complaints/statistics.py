"""The figures of complaint cases that the night's report shows."""

from __future__ import annotations

from automation.core.statistics import Statistics

STATISTICS = Statistics()
statistic = STATISTICS.statistic
