"""Kill every scene at every operation that strace lists, cut the power after every operation in every way; print the counts.

    python bench/crash.py [SCENE …]

After each, the folder is finished by ``recover`` and checked: nothing lost, doubled or mixed, the journal sound, a second
recover changes nothing, and what wasn't committed can be done again. Exits 1 at the first folder that fails, naming it.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tests.core import crashing
from tests.core.scenes import SCENES
from tests.core.stage import Stage, in_memory

WAYS = (*crashing.PLAIN, "mixed a", "mixed b", "mixed c")


def main(names: list[str]) -> None:
    """Every scene named, or all."""
    kills, cuts, folders = 0, 0, 0
    with in_memory() as place:
        for name in names or SCENES:
            stage = Stage(SCENES[name], place / name)
            calls = Counter(point.call for point in stage.points)
            done = stage.kill_everywhere()
            cut, different = stage.cut_everywhere(WAYS)
            print(f"{name}: killed at {len(done)} points ({', '.join(f'{count} {call}' for call, count in calls.most_common())}), "
                  f"{sum(done)} of them after the commit; power cut {cut} times, {different} different folders; all sound")
            kills, cuts, folders = kills + len(done), cuts + cut, folders + different
    print(f"together: {kills} kills, {cuts} power cuts that left {folders} different folders")


if __name__ == "__main__":
    main(sys.argv[1:])
