"""Where the scenes are acted out, interrupted at every operation and checked."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.core import crashing
from tests.core.scenes import Ends, Scene


@contextlib.contextmanager
def in_memory() -> Iterator[Path]:
    """A place for many small files; in memory where the system has such a place, for they are synced thousands of times."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(prefix="kefubu-", dir=memory if memory.is_dir() else None) as place:
        yield Path(place)


class Stage:
    """A scene, prepared; its two ends; its operations."""

    def __init__(self, scene: Scene, place: Path, ends: Ends | None = None) -> None:
        self.scene, self.place = scene, place
        self.prepared, self.work, self.log = place / "备好", place / "现场", place / "strace"
        scene.prepare(self.prepared)
        self.ends = ends or Ends.of(scene, self.prepared, place / "结局")
        self.fresh()
        self.operations = crashing.operations(scene.act, self.work, self.log)
        self.points = [operation for operation in self.operations if operation.kills]

    def fresh(self) -> Path:
        """The folder as it was prepared."""
        shutil.rmtree(self.work, ignore_errors=True)
        shutil.copytree(self.prepared, self.work)
        return self.work

    def kill_everywhere(self) -> list[bool]:
        """Kill at every point and finish; whether the run was committed, point by point."""
        done = []
        for point in self.points:
            crashing.killed(self.scene.act, self.fresh(), self.log, point)
            done.append(self._checked(f"killed at {point.call} {point.count} of {point.paths}"))
        return done

    def cut_everywhere(self, ways: tuple[str, ...], unsynced: dict[str, bytes] | None = None) -> tuple[int, int]:
        """Cut the power after every operation, in these ways; how many cuts, and how many different folders they left."""
        disk, cuts, durable = crashing.Disk(self.prepared, unsynced), 0, False
        known: dict[str, bool] = {}                 # whether the run was committed, by what the power cut left
        for number in range(len(self.operations) + 1):
            for way in ways:
                state = disk.after_power_cut(way if way in crashing.PLAIN else f"{way} {number}")
                cuts += 1
                if (digest := crashing.digest(state)) not in known:
                    crashing.laid_out(state, self.work)
                    where = f"power cut ({way}) after {number} operations, {self.operations[max(0, number - 1)]}"
                    known[digest] = self._checked(where)
                done = known[digest]
                assert done or not durable, "what was safely committed is gone"
                durable = durable or (way == "strict" and done)
            if number < len(self.operations):
                disk.do(self.operations[number])
        assert durable, "when the step is reported done it must outlive a power cut"
        return cuts, len(known)

    def _checked(self, where: str) -> bool:
        try:
            done = self.ends.check(self.scene, self.work)
            if not done and self.scene.name != "recover":
                self.ends.check_again(self.scene, self.work)
            return done
        except Exception as error:
            error.add_note(where)
            raise
