"""Commands of keeping and of the record, given as a person gives them, on the demonstration department."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from automation.__main__ import main
from automation.core.folder import Folder
from automation.core.journal import Journal
from automation.core.xlsx import Cell, Workbook
from automation.desk import house
from automation.desk.session import Session
from tests.conftest import DEMONSTRATION_NOW

CALLS = "叫修登记簿.xlsx"


class Clerk:
    """Somebody who types commands for a department, ten minutes apart; keeps what was said."""

    def __init__(self, place: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self.capsys, self.now = place, capsys, DEMONSTRATION_NOW + timedelta(hours=13)
        self.folder = Folder.open(place)

    def __call__(self, *typed: str, status: int = 0) -> str:
        self.now += timedelta(minutes=10)
        self.capsys.readouterr()
        assert main([*typed, "--folder", str(self.place), "--now", f"{self.now:%Y-%m-%d %H:%M}"]) == status, self.capsys.readouterr()
        said = self.capsys.readouterr()
        return said.out if status != 2 else said.err

    def register_call(self) -> tuple[str, str]:
        """A new call; its run and its number."""
        said = self("do", "登记叫修", "新", f"叫修时间={self.now:%Y-%m-%d %H:%M}", "客户名称=张[red]伟", "电话=13800000001", "区域=海淀区",
                    "地址=清河路1号", "商品型号=QL-16", "故障描述=漏水", "服务类别=有偿服务", "--person", "孙丽萍")
        return Journal(self.folder).commits()[-1].run, said.partition("编号：")[2].split()[0]

    def dispatch(self, call: str) -> str:
        self("do", "派工", call, "技术员=王树森", "--person", "沈静宜")
        return Journal(self.folder).commits()[-1].run

    def undo(self, run: str, status: int = 0) -> str:
        return self("undo", run, "--person", "沈静宜", status=status)

    def cell(self, call: str, name: str) -> str:
        data = Session.open(self.place, self.now, "").sheet("calls")
        row = data.find(call)
        assert row is not None
        return data.address(data.numbers.index(row.number), name)

    def type(self, ref: str, value: str) -> None:
        path = self.place / CALLS
        book = Workbook.open(path)
        book.set_cells("叫修登记", {ref: Cell(value)})
        book.save(path)

    def hold(self) -> Path:
        owner = self.place / f".~lock.{CALLS}#"
        owner.write_text("王小明,wang,pc-7,02.03.2026 10:00,file:///x;", encoding="utf8")
        return owner


@pytest.fixture
def clerk(clean: Path, capsys: pytest.CaptureFixture[str]) -> Clerk:
    return Clerk(clean, capsys)


def test_a_quiet_department_says_so(clerk: Clerk) -> None:
    assert clerk("journal") == "还没有办理过。\n" and clerk("journal", "verify") == "日志完好：共 0 条。\n"
    assert clerk("recover") == "没有待写入的改动。\n" and clerk("restore").startswith("还没有备份。")
    assert clerk("repair") == "完毕。\n"


def test_what_was_done_is_listed_and_shown_cell_by_cell(clerk: Clerk) -> None:
    run, call = clerk.register_call()
    dispatched = clerk.dispatch(call)
    listed = clerk("journal")
    assert listed.index(run) < listed.index(dispatched) and "登记叫修" in listed and "沈静宜" in listed and "叫修登记簿" in listed
    assert run not in clerk("journal", "--last", "1")
    page = clerk("journal", "show", dispatched)
    lines = [line.replace("│", " ").split() for line in page.splitlines()]
    assert ["叫修登记", call, "派工时间", "（空白）", "2026-03-06", "09:20"] in lines
    assert ["技术员", "（空白）", "王树森"] in lines and ["条文", "AS2.2、AS2.11"] in lines
    first = clerk("journal", "show", run)
    assert "张[red]伟" in first and "（新行）" in first and f"服务凭证-PZ2026-{call[-5:]}.html" in first
    assert "没有编号为 20260101-1 的办理" in clerk("journal", "show", "20260101-1", status=2)
    assert "请写明看哪一次" in clerk("journal", "show", status=2)


def test_undo_takes_back_names_the_forms_and_explains_itself(clerk: Clerk) -> None:
    run, call = clerk.register_call()
    dispatched = clerk.dispatch(call)
    refused = clerk.undo(run, status=2)
    cells = f"“叫修登记”{call} 的“派工时间”“派工人”“技术员”、“服务凭证”PZ{call[2:]} 的“技术员”"
    assert f"{dispatched}（派工，沈静宜，03-06 09:20）动过{cells}。" in refused
    assert clerk.undo(dispatched).startswith(f"已撤销 {dispatched}（")
    said = clerk.undo(run)
    assert f"编号 {call}、" in said and "已记为作废" in said and "写明“作废”" in said and said.count(".html") == 2
    assert clerk("goto", call, status=1) == f"所有登记簿里都没有 {call}。\n"
    assert "已经由 沈静宜 在 2026-03-06 09:50 撤销过了" in clerk.undo(run, status=2)
    back = Journal(clerk.folder).commits()[-1].run
    clerk.undo(back)
    assert "“叫修登记”第 " in clerk("goto", call)
    assert "撤销 登记叫修" in clerk("journal") and "恢复 登记叫修" in clerk("journal")
    assert clerk("journal", "verify").startswith("日志完好：共 ")


def test_undo_leaves_what_somebody_typed_by_hand(clerk: Clerk) -> None:
    _, call = clerk.register_call()
    dispatched = clerk.dispatch(call)
    clerk.type(clerk.cell(call, "technician"), "李长明")
    before = (clerk.place / CALLS).read_bytes()
    refused = clerk.undo(dispatched, status=2)
    assert call in refused and "王树森" in refused and "李长明" in refused and "“技术员”" in refused
    assert (clerk.place / CALLS).read_bytes() == before


def test_what_waits_is_said_everywhere_and_recovered(clerk: Clerk) -> None:
    first = next(iter(Session.open(clerk.place, clerk.now, "").sheet("calls").rows())).call_no
    clerk.type(clerk.cell(first, "state"), "随手写的")
    owner = clerk.hold()
    run, call = clerk.register_call()
    assert "“叫修登记”最后（待写入，还没有行号）" in clerk("goto", call)
    assert "待写入" in clerk("journal") and "待写入" in clerk("journal", "show", run)
    assert "王小明" in clerk("recover")
    assert "《叫修登记簿》没有动：" in clerk("repair", status=1)
    owner.unlink()
    assert clerk("recover") == "《叫修登记簿》已补写。\n" and clerk("recover") == "没有待写入的改动。\n"
    assert "第 " in clerk("goto", call) and "待写入" not in clerk("journal")


def test_a_row_is_found_after_a_sort_and_a_bracket_is_no_markup(clerk: Clerk) -> None:
    session = Session.open(clerk.place, clerk.now, "")
    row = list(session.sheet("calls").rows())[7]
    assert clerk("goto", row.call_no) == f"《叫修登记簿》“叫修登记”第 {row.number} 行（A{row.number}）\n"
    assert clerk("goto", "[red]无", status=1) == "所有登记簿里都没有 [red]无。\n"


def test_repair_brings_formulas_and_lists_back(clerk: Clerk) -> None:
    call = next(iter(Session.open(clerk.place, clerk.now, "").sheet("calls").rows())).call_no
    clerk.type(clerk.cell(call, "state"), "随手写的")
    said = clerk("repair")
    assert "《叫修登记簿》恢复公式 1 格" in said and said.endswith("完毕。\n") and clerk("repair") == "完毕。\n"
    assert "叫修登记簿" in clerk("restore"), "what repair changed was kept before"


def test_a_day_is_brought_back_with_what_was_done_since(clerk: Clerk) -> None:
    run, call = clerk.register_call()
    assert "2026-03-06" in clerk("restore") and "叫修登记簿" in clerk("restore")
    tried = clerk("restore", "2026-03-06", "--dry-run")
    assert run in tried and "这是演练，没有取回" in tried and "第 " in clerk("goto", call)
    assert clerk("restore", "2026-03-05", status=2) == "2026-03-05 没有备份。有备份的日子：2026-03-06。\n"
    assert "没有《别的》这本登记簿" in clerk("restore", "2026-03-06", "--register", "别的", status=2)
    assert "看不懂" in _refused(clerk, "restore", "三月")
    said = clerk("restore", "2026年3月6日", "--register", "叫修登记簿", "--person", "沈静宜")
    assert "已恢复成 2026-03-06 第一次写入以前的样子" in said and run in said and "取回前" in said
    clerk("goto", call, status=1)
    event = Journal(clerk.folder).entries()[-1]
    assert "取回备份" in clerk("journal") and "取回哪天的" in clerk("journal", "show", event.run)
    assert clerk("journal", "verify").startswith("日志完好")
    assert clerk.register_call()[1] > call, "numbers go on"


def _refused(clerk: Clerk, *typed: str) -> str:
    with pytest.raises(SystemExit):
        main([*typed, "--folder", str(clerk.place)])
    return clerk.capsys.readouterr().err


def test_nothing_is_brought_back_while_changes_wait_or_it_is_open(clerk: Clerk) -> None:
    clerk.register_call()
    owner = clerk.hold()
    assert "王小明" in clerk("restore", "2026-03-06", status=2)
    clerk.register_call()
    assert "还有 1 次办理的改动没有写进登记簿（待写入）" in clerk("restore", "2026-03-06", status=2)
    owner.unlink()


def test_a_damaged_journal_is_named_and_mended(clerk: Clerk) -> None:
    run, _ = clerk.register_call()
    journal = clerk.folder.journal
    lines = journal.read_bytes().split(b"\n")
    journal.write_bytes(b"\n".join([lines[0].replace(b"AS2.2", b"AS2.3"), *lines[1:]]))
    said = clerk("journal", "verify", status=1)
    assert said.startswith("日志第 1 行：这一行的内容被改过\n共 1 处。") and "journal mend" in said
    assert run in clerk("journal") and "漏水" in clerk("journal", "show", run), "the rest, and the copy's line, stay usable"
    assert clerk("journal", "mend") == "两份日志已补好，完好无缺。原来的文件改名留在“系统”里。\n"
    assert clerk("journal", "verify").startswith("日志完好") and "补日志" in clerk("journal")
    Journal(clerk.folder).values.path(run).unlink()
    assert f"“系统/数值”里的 {run}不见了" in clerk("journal", "verify", status=1)
    assert f"{run}不见了" in clerk("journal", "show", run, status=2)


def test_every_register_title_of_the_house_can_be_restored_by_name(clerk: Clerk) -> None:
    clerk("repair")
    for register in house.catalogue():
        said = clerk("restore", "2026-03-06", "--register", register.title, "--dry-run")
        assert f"从 2026-03-06 起《{register.title}》没有办理过" in said
