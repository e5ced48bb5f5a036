"""Check a department's journal (日志) with nothing but Python itself: python verify_journal.py FOLDER. Exit status 1 on damage.

A line is JSON with sorted keys; "hash" is the SHA-256 of the line without it, "before" the hash of the line before. 日志副本 holds
the same lines (after a power cut the last may be missing). A line with "values" has a file in 数值: each line there has the SHA-256
of salt and value as "digest", the journal's line has the SHA-256 of those digests. A destroyed value (销毁) leaves its digest.
"""
import hashlib
import json
import sys
from pathlib import Path

SYSTEM, BROKEN = Path(sys.argv[1]) / "系统", (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError)

def carries_own(name, line):
    said = json.loads(line)[name]
    return said == hashlib.sha256(line.replace(f'"{name}":"{said}",'.encode(), b"", 1)).hexdigest()

def fault(path, sound, before="0" * 64):
    for line in (path.read_bytes() if path.exists() else b"").splitlines(keepends=True):
        try:
            entry = json.loads(line)
            if (entry["before"], entry["number"], line[-1:]) != (before, len(sound) + 1, b"\n") or not carries_own("hash", line[:-1]):
                raise ValueError
        except BROKEN:
            return [f"{path.name} {len(sound) + 1} changed, out of place, or torn"]
        sound.append(entry)
        before = entry["hash"]
    return []

def holds(said, destroyed):
    try:
        *lines, end = (SYSTEM / "数值" / (said["values"] + ".json")).read_bytes().split(b"\n")
        digests = [json.loads(line)["digest"] for line in lines]
        right = all([said["values"], place] in destroyed if "gone" in json.loads(line) else carries_own("digest", line)
                    for place, line in enumerate(lines, 1))
        return right and not end and hashlib.sha256("".join(digests).encode()).hexdigest() == said["digest"]
    except BROKEN:
        return False

journal, copy = [], []
faults = fault(SYSTEM / "日志", journal) + fault(SYSTEM / "日志副本", copy)
if not faults and not (0 <= len(journal) - len(copy) <= 1 and journal[:len(copy)] == copy):
    short, lines = min(("日志", journal), ("日志副本", copy), key=lambda each: len(each[1]))
    faults = [f"{short} {len(lines) + 1} its end was cut off"]
longer = max(journal, copy, key=len)
gone = [[name, place] for each in longer if each["kind"] == "purge" for name, lines in each["data"]["lines"].items() for place in lines]
faults += [f"日志 {each['number']} its values were changed" for each in longer
           if "values" in each["data"] and not holds(each["data"], gone)]
sys.stdout.buffer.write("".join(f"{each}\n" for each in faults or [f"{len(longer)} entries, sound"]).encode())
sys.exit(bool(faults))
