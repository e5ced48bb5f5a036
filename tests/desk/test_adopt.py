"""Old registers come in as people kept them: headers by other names, merged cells, errors; what can't come in is listed, cell by cell."""

from __future__ import annotations

import gzip
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from automation.__main__ import main
from automation.core.errors import KefubuError, RefusedFile
from automation.desk import house
from automation.desk.adopt import LeftOut, plan_adoption
from automation.desk.adopt_map import BadMap, Map, read_map
from automation.desk.adopt_source import SourceTable, read_source
from automation.desk.session import Session
from automation.desk.workbooks import found_department
from tests.support import libreoffice_convert, shared

NOW = datetime(2026, 3, 5, 10)
HEAD = ("报修时间", "客户名称*", "联系电话", "型号", "故障 描述：", "状态", "")
ROW = ("2026.3.4 下午2点", "张伟", 13800138000.0, "QY-20", "不加热", "完成", None)


def table(*rows: tuple, headers: tuple = HEAD, above: tuple = ()) -> SourceTable:
    return SourceTable("旧.xlsx", headers, rows, len(above) + 2, above)


def planned(*rows: tuple, into: str = "叫修登记", headers: tuple = HEAD, above: tuple = (), **mapping):
    return plan_adoption(table(*rows, headers=headers, above=above), Map(into, **mapping), house.catalogue())


def test_headers_by_other_names_dates_and_phones_are_understood() -> None:
    plan = planned(ROW)
    assert plan.rows == ({"called_at": datetime(2026, 3, 4, 14), "customer": "张伟", "phone": "13800138000", "model": "QY-20",
                          "fault": "不加热"},)
    assert plan.normalised == 2
    assert plan.left_out == (LeftOut("整栏", "状态", "1 格", "我们这一栏自动计算，不用抄"),)


def test_every_cell_that_cannot_come_in_is_listed_with_its_place() -> None:
    plan = planned(ROW, ("昨天", "", "12", "QY-20", "漏水", "", "谁写的"), above=(("叫修登记簿", "", "叫修登记簿"), ("", "")))
    assert [(item.place, item.header, item.raw) for item in plan.left_out] == [
        ("第 1 行", "栏名以上", "叫修登记簿"), ("整栏", "状态", "1 格"), ("G5", "（没有栏名）", "谁写的"), ("A5", "报修时间", "昨天"),
        ("C5", "联系电话", "12")]
    assert all(item.why for item in plan.left_out) and len(plan.rows) == 2


def test_a_date_without_a_year_needs_the_year_of_the_register() -> None:
    row = ("3月4日 9:00", *ROW[1:])
    assert [item.place for item in planned(row).left_out] == ["整栏", "A2"]
    assert planned(row, year=2019).rows[0]["called_at"] == datetime(2019, 3, 4, 9)


def test_fixed_contents_and_other_words() -> None:
    plan = planned(ROW, headers=("报修时间", "客户名称", "电话", "型号", "故障描述", "方式", ""), columns={"叫修方式": "方式"},
                   values={"叫修方式": {"完成": "电话"}}, fixed={"服务类别": "有偿服务"})
    assert plan.rows[0]["channel"] == "电话" and plan.rows[0]["kind"] == "有偿服务" and plan.left_out == ()


def test_rows_that_can_have_no_line_of_their_own_are_listed_whole() -> None:
    plan = planned(("QY-20", "热水器"), ("QY-20", "另一台"), ("", "没有型号的"), into="产品型号", headers=("型号", "品名"))
    assert [row["model"] for row in plan.rows] == ["QY-20"]
    assert [(item.place, item.header, item.raw) for item in plan.left_out] == [
        ("第 3 行", "整行", "QY-20；另一台"), ("第 4 行", "整行", "没有型号的")]


@pytest.mark.parametrize(("text", "says"), [
    ("[columns\nx = 1", "第 1 行写得不对"), ("colums = 1", "“colums”不认识，可以写的有：header_row"),
    ("header_row = 0", "写栏名在第几行"),
    ("header_row = true", "写栏名在第几行"), ("columns = 3", "先写一行 [columns]"),
    ("values = {\"区域\" = 1}", "先写一行 [values.\"栏名\"]"),
    ("[columns]\n\"叫修时间\" = 3", "先写一行 [columns]")])
def test_a_map_that_is_written_wrongly_is_said_in_one_sentence(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "对照.toml").write_text(text, encoding="utf8")
    with pytest.raises(BadMap) as refusal:
        read_map(tmp_path / "对照.toml", "叫修登记")
    assert says in str(refusal.value) and "\n" not in str(refusal.value)


@pytest.mark.parametrize(("into", "mapping", "says"), [
    ("叫修登记", {"columns": {"叫修时刻": "报修时间"}}, "“叫修登记”里没有“叫修时刻”"),
    ("叫修登记", {"columns": {"叫修时间": "来电"}}, "没有“来电”这一栏，只有：报修时间"),
    ("叫修登记", {"columns": {"状态": "状态"}}, "自动计算"), ("叫修登记", {"fixed": {"叫修方式": "飞鸽"}}, "内容“飞鸽”不能用"),
    ("叫车登记", {}, "没有“叫车登记”这张表")])
def test_a_map_that_does_not_fit_is_refused(into: str, mapping: dict, says: str) -> None:
    with pytest.raises(BadMap) as refusal:
        planned(ROW, into=into, **mapping)
    assert says in str(refusal.value)


@pytest.mark.parametrize(("name", "encode"), [
    ("甲.csv", lambda text: text.encode("gb18030")), ("乙.csv", lambda text: text.encode("utf-8-sig")),
    ("丙.csv.gz", lambda text: gzip.compress(text.encode())), ("丁.txt", lambda text: text.replace(",", "\t").encode("utf-16"))])
def test_text_files_in_every_coding_that_offices_use(tmp_path: Path, name: str, encode) -> None:
    (tmp_path / name).write_bytes(encode("电话,客户\r\n010-62751234,\"张伟\"\r\n"))
    found = read_source(tmp_path / name)
    assert (found.headers, found.rows, found.place(0, 1)) == (("电话", "客户"), (("010-62751234", "张伟"),), "B2")


@pytest.mark.parametrize(("name", "data"), [
    ("没有.csv", None), ("坏.xlsx", b"PK\x03\x04broken"), ("空.csv", b""), ("坏.csv.gz", b"\x1f\x8bxx"),
    ("乱.csv", bytes(range(128, 256))), ("假.xls", "<html>不是表格</html>".encode())])
def test_files_that_cannot_be_read_are_refused_by_name(tmp_path: Path, name: str, data: bytes | None) -> None:
    if data is not None:
        (tmp_path / name).write_bytes(data)
    with pytest.raises(RefusedFile, match=name):
        read_source(tmp_path / name)


def test_merged_cells_and_errors_of_a_workbook(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    page = book.active
    for row in (("叫修时间", "客户"), (datetime(2026, 3, 4, 9), "张伟"), (None, "李强"), (datetime(2026, 3, 4, 10), "#N/A")):
        page.append(row)
    page.merge_cells("A2:A3")
    book.save(tmp_path / "旧.xlsx")
    plan = plan_adoption(read_source(tmp_path / "旧.xlsx"), Map("叫修登记"), house.catalogue())
    assert [row["called_at"].hour for row in plan.rows] == [9, 9, 10]
    assert [(item.place, item.raw) for item in plan.left_out] == [("B4", "#N/A")]


def test_a_real_register_with_merged_cells_and_shifts_behind_its_dates() -> None:
    found = read_source(shared("data", "workbooks", "cn-fastexcel-t04-调试登记-腾讯文档.xlsx"))
    mapping = Map("叫修登记", columns={"叫修时间": "调试时间", "故障描述": "异常情况", "机号": "PACK编码"})
    plan = plan_adoption(found, mapping, house.catalogue())
    filled = [(index, row) for index, row in found]
    assert len(plan.rows) == len(filled) and all(row.get("serial") for row in plan.rows)
    dates = [item for item in plan.left_out if item.header == "调试时间"]
    assert dates and all(found.rows[int(item.place[1:]) - found.first_row][10] == item.raw for item in dates)
    assert len([row for row in plan.rows if row.get("called_at")]) + len(dates) == sum(bool(row[10]) for _, row in filled)


@pytest.mark.parametrize("name", [
    "cn-fastexcel-日期金额格式.xls", "cn-fastexcel-日期金额格式.xlsx", "cn-fastexcel-t01-产品导入模板.xls", "cn-easypoi-多层表头-wps.xlsx",
    "cn-easypoi-专项支出用款申请书-wps.xls", "cn-easypoi-散航成本分析报告-wps.xlsx"])
def test_nothing_of_a_real_workbook_is_dropped_silently(name: str) -> None:
    """Every filled cell is in a row that was taken, in a column that is listed, or listed itself."""
    header_row = 2 if "t01" in name or "多层" in name else 6 if "散航" in name else 1
    found = read_source(shared("data", "workbooks", name), header_row=header_row)
    plan = plan_adoption(found, Map("叫修登记", columns={"叫修时间": next(filter(None, found.headers))}), house.catalogue())
    whole = {item.header for item in plan.left_out if item.place == "整栏"}
    cells = {item.place for item in plan.left_out}
    mapped = found.headers.index(next(filter(None, found.headers)))
    taken = iter(plan.rows)
    for index, raw in found:
        row = next(taken)
        for number, cell in enumerate(raw):
            if cell not in ("", None) and str(cell).strip():
                held = row.get("called_at") is not None if number == mapped else False
                assert held or found.headers[number] in whole or found.place(index, number) in cells, found.place(index, number)


def test_an_old_xls_through_the_command_and_back_out_again(tmp_path: Path, capsys) -> None:
    book = openpyxl.Workbook()
    for row in (("2025 年叫修登记簿",), ("序号", "报修时间", "客户", "手机", "区域", "故障现象"),
                *((n, datetime(2025, 6, 2, 9, n), f"客户{n}", 13800000000 + n, "城东", "漏水") for n in range(1, 41)),
                (41, "六月某日", "客户41", "不知道", "城东", "漏水")):
        book.active.append(row)
    book.save(tmp_path / "旧叫修 2025.xlsx")
    old = libreoffice_convert([tmp_path / "旧叫修 2025.xlsx"], "xls", tmp_path)[0]
    (tmp_path / "对照表.toml").write_text('header_row = 2\n[values."区域"]\n"城东" = "城东区"\n[ignore]\n"序号" = "用我们的编号"\n',
                                       encoding="utf8")
    folder = found_department(tmp_path / "部门", NOW)
    before = (folder.root / "叫修登记簿.xlsx").read_bytes()
    given = ["adopt", str(old), "--into", "叫修登记", "--map", str(tmp_path / "对照表.toml"), "--person", "王芳",
             "--folder", str(folder.root), "--now", f"{NOW:%Y-%m-%d %H:%M}"]
    assert main([*given, "--dry-run"]) == 0
    assert (folder.root / "叫修登记簿.xlsx").read_bytes() == before and not list(folder.numbers.iterdir())
    assert "可以接收 41 行；改成统一写法 40 格；抄不进来 4 处。（演练，没有写入登记簿）" in capsys.readouterr().out
    assert main(given) == 0
    said = capsys.readouterr().out
    run = said.split("（")[-1].split("）")[0] if "已写入《叫修登记簿》" in said else ""
    rows = Session.open(folder.root, NOW, "").where("calls")
    assert [row.phone for row in rows[:2]] == ["13800000001", "13800000002"] and rows[40].called_at is None and rows[0].area == "城东区"
    listed = openpyxl.load_workbook(folder.checks / "接收清单-旧叫修 2025.xlsx").active
    assert {row[0].value for row in listed.iter_rows(min_row=2)} == {"第 1 行", "整栏", "B43", "D43"}
    assert main(["undo", run, "--person", "王芳", "--folder", str(folder.root), "--now", f"{NOW:%Y-%m-%d %H:%M}"]) == 0
    assert [row for row in Session.open(folder.root, NOW, "").where("calls") if row.key] == []
    assert main(given) == 0
    assert len([row for row in Session.open(folder.root, NOW, "").where("calls") if row.key]) == 41


def test_calls_older_than_the_sheets_calendar_say_what_the_sheet_says(tmp_path: Path) -> None:
    """What is written beside the formulas equals what LibreOffice makes of them, for calls of any age."""
    folder = found_department(tmp_path / "部门", NOW)
    (tmp_path / "区域.csv").write_text("区域,市郊\n城东区,市区\n", encoding="utf8")
    days = ("2005-06-02", "2023-12-29", "2024-01-02", "2026-03-03")
    rows = "".join(f"{day} 09:00,{day} 16:00,城东区\n" for day in days)
    (tmp_path / "叫修.csv").write_text("叫修时间,到达时间,区域\n" + rows, encoding="utf8")
    for name, into in (("区域", "区域"), ("叫修", "叫修登记")):
        assert main(["adopt", str(tmp_path / f"{name}.csv"), "--into", into, "--person", "王芳", "--folder", str(folder.root),
                     "--now", f"{NOW:%Y-%m-%d %H:%M}"]) == 0
    path = folder.root / "叫修登记簿.xlsx"
    again = libreoffice_convert([path], "xlsx", tmp_path, recalculate=True)[0]
    written, reckoned = (openpyxl.load_workbook(each, data_only=True)["叫修登记"] for each in (path, again))
    header = [cell.value for cell in written[1]]
    for name in header:
        column = header.index(name) + 1
        pairs = [[page.cell(row, column).value or None for page in (written, reckoned)] for row in range(2, 2 + len(days))]
        assert [str(one)[:16] for one, _ in pairs] == [str(other)[:16] for _, other in pairs], name


def test_a_file_of_rows_that_are_there_already_is_refused(tmp_path: Path, capsys) -> None:
    folder = found_department(tmp_path / "部门", NOW)
    (tmp_path / "型号.csv").write_text("型号,品名,保修月数\nQY-20,热水器,36\n", encoding="utf8")
    given = ["adopt", str(tmp_path / "型号.csv"), "--into", "产品型号", "--person", "王芳", "--folder", str(folder.root)]
    assert main(given) == 0
    (tmp_path / "型号.csv").rename(tmp_path / "型号2.csv")
    given[1] = str(tmp_path / "型号2.csv")
    capsys.readouterr()
    assert main(given) == 2
    assert "“产品型号”里已经有 QY-20 等 1 个编号" in capsys.readouterr().err


def test_a_map_is_not_needed_and_a_wrong_one_ends_as_one_sentence(tmp_path: Path, capsys) -> None:
    folder = found_department(tmp_path / "部门", NOW)
    given = ["adopt", str(tmp_path / "没有.csv"), "--into", "叫修登记", "--folder", str(folder.root)]
    assert main(given) == 2 and "打不开" in capsys.readouterr().err
    assert main([*given, "--map", str(tmp_path / "没有.toml")]) == 2 and "对照表" in capsys.readouterr().err
    assert issubclass(BadMap, KefubuError)
