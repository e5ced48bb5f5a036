"""``python -m macros build``: make 客服工具.xlam and 控制台.xlsm anew (for developers; needs tests/requirements.txt)."""

from __future__ import annotations

import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent


def main(arguments: list[str]) -> int:
    """Build both files. Exit status: 0 done, 2 asked for something else."""
    if arguments != ["build"]:
        print("python -m macros build", file=sys.stderr)
        return 2
    from macros.build import FILES  # needs what only building needs
    for name, make in FILES.items():
        data = make()
        (HERE / name).write_bytes(data)
        print(f"{name}  {len(data):,} 字节")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
