"""Keeping time (定时): the package ``schedule`` decides when; this module waits and tells what time it has become."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import schedule

NIGHTLY_MARK = "上次核对"
RETRY_MINUTES = 10
"""How soon a night that failed, or was missed while the computer slept, is tried again."""

Tells = Callable[[], datetime]
Sleep = Callable[[float], None]


def rounds(every: int, clock: Tells, sleep: Sleep = time.sleep) -> Iterator[datetime]:
    """The moments to look again: at once, then every so many minutes."""
    due = [True]
    jobs = schedule.Scheduler()
    jobs.every(every).minutes.do(lambda: due.append(True))
    for _ in _ticks(jobs, sleep):
        if due:
            due.clear()
            yield clock()


def nights(at: str, last: Callable[[], datetime | None], clock: Tells, sleep: Sleep = time.sleep) -> Iterator[datetime]:
    """The moments when the nightly is due: at once if last night was missed, then every night at ``at`` (HH:MM).

    ``last`` tells when the nightly last went well; the caller runs it whenever a moment comes. A night that didn't go
    well is still missed and comes again after :data:`RETRY_MINUTES`.
    """
    due = [True]
    jobs = schedule.Scheduler()
    jobs.every().day.at(at).do(lambda: due.append(True))
    jobs.every(RETRY_MINUTES).minutes.do(lambda: due.append(True))
    for _ in _ticks(jobs, sleep):
        if due:
            due.clear()
            if missed(at, last(), clock()):
                yield clock()


def missed(at: str, last: datetime | None, now: datetime) -> bool:
    """Whether the latest ``at`` up to now passed without a nightly."""
    hour, minute = map(int, at.split(":"))
    latest = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    if latest > now:
        latest -= timedelta(days=1)
    return last is None or last < latest


def last_night(folder: Path) -> datetime | None:
    """When the nightly last finished here, as it noted itself; None before the first one."""
    mark = folder / NIGHTLY_MARK
    try:
        return datetime.fromisoformat(mark.read_text(encoding="utf8").strip())
    except (FileNotFoundError, ValueError):
        return None


def note_night(folder: Path, when: datetime) -> None:
    """Note that the nightly finished."""
    (folder / NIGHTLY_MARK).write_text(when.isoformat(timespec="seconds"), encoding="utf8")


def _ticks(jobs: schedule.Scheduler, sleep: Sleep) -> Iterator[None]:
    """Now, and whenever jobs may be due; at least once a minute, as a computer that slept wakes at any time."""
    while True:
        yield
        sleep(max(1.0, min(jobs.idle_seconds or 60.0, 60.0)))
        jobs.run_pending()
