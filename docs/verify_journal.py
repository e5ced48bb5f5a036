"""Check a department's journal (日志) with nothing but Python itself: python verify_journal.py FOLDER. Exit status 1 on damage.

A line is JSON with sorted keys; "hash" is the SHA-256 of the line without it, "before" the hash of the line before. 日志副本 holds
the same lines (after a power cut the last may be missing). A line with "values" has a file in 数值: each line there has the SHA-256
of salt and value as "digest", the journal's line has the SHA-256 of those digests. A destroyed value (销毁) leaves its digest.
"""
import hashlib
import json
import sys
from pathlib import Path


def text(data):
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode("utf8", "surrogatepass")


def sha(data):
    return hashlib.sha256(data).hexdigest()


def read(path):
    *lines, torn = (path.read_bytes() if path.exists() else b"").split(b"\n")
    before = "0" * 64
    for place, line in enumerate([*lines, *([torn + b"?"] if torn else [])], 1):
        try:
            entry = json.loads(line.decode("utf8", "surrogatepass"))
            whole = text(entry) == line and entry["before"] == before and entry["number"] == place
            before = entry.pop("hash")
            if not whole or sha(text(entry)) != before:
                raise ValueError
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            faults.append(f"{path.name} {place} changed, out of place, or torn")
            return
        yield entry


def check_values(place, said, destroyed):
    try:
        path = system / "数值" / (said["values"] + ".json")
        lines = [json.loads(line.decode("utf8", "surrogatepass")) for line in path.read_bytes().removesuffix(b"\n").split(b"\n")]
        right = path.read_bytes() == b"".join(text(line) + b"\n" for line in lines) and all(
            [said["values"], number] in destroyed if "gone" in line else
            sha(text({"salt": line["salt"], "value": line["value"]})) == line["digest"] for number, line in enumerate(lines, 1))
        if not right or sha("".join(line["digest"] for line in lines).encode()) != said["digest"]:
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError):
        faults.append(f"日志 {place} its values in {said['values']} were changed")


system, faults = Path(sys.argv[1]) / "系统", []
journal, copy = list(read(system / "日志")), list(read(system / "日志副本"))
if not faults and (len(journal) < len(copy) or len(copy) < len(journal) - 1 or journal[:len(copy)] != copy):
    short, lines = min(("日志", journal), ("日志副本", copy), key=lambda each: len(each[1]))
    faults.append(f"{short} {len(lines) + 1} its end was cut off")
longer = max(journal, copy, key=len)
gone = [[name, number] for entry in longer if entry["kind"] == "purge"
        for name, found in entry["data"]["lines"].items() for number in found]
for place, entry in enumerate(longer, 1):
    if "values" in entry["data"]:
        check_values(place, entry["data"], gone)
sys.stdout.buffer.write("".join(f"{fault}\n" for fault in faults or [f"{len(longer)} entries, sound"]).encode())
sys.exit(bool(faults))
