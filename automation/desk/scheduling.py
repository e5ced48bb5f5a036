"""Keeping time (定时): the package ``schedule`` decides when; this module waits and tells what time it has become."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import schedule

NIGHTLY_MARK = "上次核对"


def repeat(every: timedelta, since: datetime, sleep: Callable[[float], None] = time.sleep) -> datetime:
    """Wait and return the moment that has come."""
    sleep(every.total_seconds())
    return since + every


def nights(at: str, last: datetime | None, clock: Callable[[], datetime],
           sleep: Callable[[float], None] = time.sleep) -> Iterator[datetime]:
    """The moments when the nightly is due: at once if last night was missed, then every night at ``at`` (HH:MM).

    ``clock`` tells the time; the caller runs the nightly whenever a moment comes.
    """
    due: list[datetime] = []
    jobs = schedule.Scheduler()
    jobs.every().day.at(at).do(lambda: due.append(clock()))
    if missed(at, last, clock()):
        due.append(clock())
    while True:
        while due:
            yield due.pop(0)
        sleep(max(1.0, min(jobs.idle_seconds or 60.0, 60.0)))
        jobs.run_pending()


def missed(at: str, last: datetime | None, now: datetime) -> bool:
    """Whether the latest ``at`` before now passed without a nightly."""
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
