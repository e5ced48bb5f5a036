"""The command line speaks Chinese: its manual, its complaints, its failures; nothing of argparse's English shows."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from rich.cells import cell_len

from automation.__main__ import main
from automation.commands import load
from automation.commands.parser import Parser, complaint
from tests.support import ROOT

ENGLISH = re.compile(r"\b(usage|options|positional|arguments?|error|invalid|required|expected|unrecognized|choose|show this)\b")
FOR_DEVELOPERS = {"build", "docs", "commands", "recover", "repair"}


def run(*arguments: str) -> tuple[int, str, str]:
    """A real process, its output piped: status, what it shows, what it complains."""
    done = subprocess.run([sys.executable, "-X", "utf8", "-m", "automation", *arguments], cwd=ROOT, capture_output=True, text=True,
                          encoding="utf8", timeout=120)
    return done.returncode, done.stdout, done.stderr


@pytest.mark.parametrize("arguments", [[], ["--help"], ["-h"], *([name, "--help"] for name in load())],
                         ids=lambda arguments: " ".join(arguments) or "nothing")
@pytest.mark.parametrize("width", ["80", "100"])
def test_every_page_is_chinese_and_fits_the_screen(arguments, width, capsys, monkeypatch) -> None:
    monkeypatch.setenv("COLUMNS", width)
    with pytest.raises(SystemExit) as end:
        main(arguments)
    said = capsys.readouterr()
    assert (end.value.code, said.err) == (0, "")
    assert "用法：" in said.out and "--folder 文件夹" in said.out
    assert not ENGLISH.search(said.out)
    assert not [line for line in said.out.splitlines() if cell_len(line) > int(width)]


@pytest.mark.parametrize("command", load().values(), ids=lambda command: command.name)
def test_a_page_tells_every_argument_and_gives_examples(command, capsys) -> None:
    with pytest.raises(SystemExit):
        main([command.name, "--help"])
    page = re.sub(r"\s", "", capsys.readouterr().out)
    for item in command.arguments:
        assert item.settings["help"] and re.sub(r"\s", "", item.settings["help"]) in page
    assert command.summary.endswith("。") and re.sub(r"\s", "", command.summary) in page


def test_the_overview_lists_every_command(capsys) -> None:
    with pytest.raises(SystemExit):
        main(["--help"])
    lines = capsys.readouterr().out.splitlines()
    assert {line.split()[0] for line in lines if line.startswith("  ") and line.split()} >= set(load())


@pytest.mark.parametrize(("arguments", "sentence"), [
    (["bogus"], "没有“bogus”这条命令。"),
    (["nightl"], "没有“nightl”这条命令。是不是要：nightly？"),
    (["clock"], "还缺：开始。"),
    (["do"], "还缺：事项、编号。"),
    (["adopt", "旧.csv"], "还缺：--into。"),
    (["nightly", "--date"], "“--date”后面要写内容。"),
    (["nightly", "--date", "昨天"], "“--date”看不懂：“昨天”不像日期。请写成 2026-03-05 这样。"),
    (["nightly", "--date", "2026-02-30"], "“--date”看不懂：2026 年没有 2 月 30 日。请写成 2026-03-05 这样。"),
    (["nightly", "--date", "2026-03-05 9:00"], "“--date”只写日期，不写钟点：“2026-03-05 9:00”请写成 2026-03-05。"),
    (["nightly", "--strict=1"], "“--strict”后面不用写内容。"),
    (["nightly", "--stric"], "这条命令不认识：--stric。"),
    (["clock", "午后"], "“开始”看不懂：“午后”不像日期。请写成 \"2026-03-05 20:00\" 这样。"),
    (["clock", "2026-03-05", "--hours", "-1"], "“--hours”看不懂：“-1”。请写小时数，例如 6 或 1.5。"),
    (["clock", "2026-03-05", "--hours", "nan"], "“--hours”看不懂：“nan”。请写小时数，例如 6 或 1.5。"),
    (["watch", "--every", "0"], "“--every”看不懂：“0”。请写 1 到 240 的整数。"),
    (["watch", "--every", "x"], "“--every”看不懂：“x”。请写 1 到 240 的整数。"),
    (["schedule", "--at", "25:00"], "“--at”看不懂：“25:00”不是几点几分。请写成 22:00 这样。"),
    (["--now", "早上", "steps"], "“--now”看不懂：“早上”不像日期。请写成 \"2026-03-05 20:00\" 这样。"),
], ids=lambda value: " ".join(value) if isinstance(value, list) else "")
def test_what_is_written_wrongly_is_said_in_chinese(arguments, sentence, capsys) -> None:
    with pytest.raises(SystemExit) as end:
        main(arguments)
    said = capsys.readouterr()
    assert (end.value.code, said.out) == (2, "")
    assert said.err.splitlines()[0] == sentence
    assert said.err.splitlines()[1].startswith("用法：python -m automation") and not ENGLISH.search(said.err)


def test_options_stand_anywhere() -> None:
    parser = Parser(load()["do"])
    for item in load()["do"].arguments:
        parser.add_argument(*item.names, **item.settings)
    said = [parser.parse_args(words.split()) for words in (
        "派工 JX1 技术员=王磊 备注=急 --person 沈静宜 --dry-run", "--person 沈静宜 派工 JX1 --dry-run 技术员=王磊 备注=急")]
    assert said[0] == said[1] and said[0].answers == ["技术员=王磊", "备注=急"]


def test_a_complaint_nobody_foresaw_is_chinese_too() -> None:
    assert complaint("something argparse says in a later Python") == "这条命令写得不对，请对照用法。"


def test_failures_end_as_one_sentence_and_status_2(tmp_path: Path, demonstration: Path) -> None:
    status, out, err = run("nightly", "--folder", str(tmp_path / "没有"))
    assert (status, out) == (2, "") and err.count("\n") == 1 and "不是客服簿的部门文件夹" in err
    (demonstration / "检查").rmdir()
    (demonstration / "检查").write_text("a file where the folder should be")
    status, out, err = run("nightly", "--folder", str(demonstration))
    assert status == 2 and "读写没有成功" in err and "Traceback" not in err and err.count("\n") == 1


def test_piped_output_is_wide_and_a_narrow_screen_loses_the_examples_only(demonstration: Path, monkeypatch) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    nightly = ("nightly", "--folder", str(demonstration), "--date", "2026-03-05")
    _, wide, _ = run(*nightly)
    assert "举例" in wide and "JX2026-" in wide and "…" in wide
    monkeypatch.setenv("COLUMNS", "80")
    _, narrow, _ = run(*nightly)
    assert "举例" not in narrow
    table = [line for line in narrow.splitlines() if line.startswith(("│", "┃", "├"))]
    assert table and max(map(cell_len, table)) <= 80
    assert len([line for line in table if line.startswith("│ AS")]) == len([line for line in wide.splitlines() if line.startswith("│ AS")])
