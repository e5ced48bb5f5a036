"""What buttons say and do besides: what is missing, several rows, wrong places, a busy Excel, undo, the extra ones."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal

import pytest
import xlwings

from automation.core.basics import BASICS
from automation.core.reader import read_register
from automation.desk import house
from automation.desk.buttons import EXTRAS, JOBS
from automation.desk.installing import QUICK_LINE
from automation.desk.session import Session
from automation.desk.workbooks import BLANK
from macros import buttons, panel
from tests.core.stage import in_memory
from tests.macros.office import Desk, at_desk, founded
from tests.support import ROOT, uno_excel

NOW = datetime(2026, 3, 5, 10)
PEOPLE = (("沈静", "客服人员"), ("吴经理", "销售经理"), ("张师傅", "技术人员"), ("李师傅", "技术人员"), ("周市场", "市场营销部"))
CONTRACT = {"contract_no": "HT2025-00001", "user_no": "YH2026-00001", "customer": "客户1", "phone": "13800000001", "address": "中山路8号",
            "model": "QL-20", "starts_on": date(2025, 5, 1), "ends_on": date(2026, 4, 30), "fee": Decimal(300)}
CALLS = house.catalogue().register_of["calls"]


def call(number: int, **values: object) -> dict[str, object]:
    return {"call_no": f"JX2026-0000{number}", "called_at": datetime(2026, 3, 5, 9), "channel": "电话", "customer": f"客户{number}",
            "phone": f"1380000000{number}", "address": "中山路8号", "area": "城东区", "model": "QL-20", "fault": "不热", "taken_by": "沈静",
            "user_no": f"YH2026-0000{number}", "voucher_no": f"PZ2026-0000{number}", **values}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    calls = [call(number) for number in (1, 2, 3)]
    rows = {**BLANK, "people": [{"name": name, "role": role, "active": "是"} for name, role in PEOPLE],
            "areas": [{"name": "城东区", "zone": "市区"}], "products": [{"model": "QL-20", "title": "热水器", "months": 24}],
            "calls": calls, "contracts": [CONTRACT],
            "users": [{"user_no": each["user_no"], "name": each["customer"], "phone": each["phone"]} for each in calls],
            "vouchers": [{"voucher_no": each["voucher_no"], "call_no": each["call_no"]} for each in calls]}
    rows |= {sheet.name: [] for sheet in BASICS.sheets if sheet.name not in rows}
    with in_memory() as place, at_desk(founded(place / "客服簿", rows, NOW), monkeypatch) as made:
        made.now, made.login = NOW, "吴经理"
        yield made


def calls(desk: Desk) -> list[object]:
    return list(read_register(desk.folder / CALLS.filename, CALLS).sheets["calls"].rows())


def test_what_is_missing_is_the_cell_that_is_selected(desk: Desk) -> None:
    book = desk.select("calls", 2)
    said = desk.press("dispatch")
    column = desk.session().sheet("calls").columns["technician"]
    assert "要先填“技术员”" in said and book.app.selection.address.startswith(book.sheets.active.range((2, column)).address)
    assert calls(desk)[0].technician is None and not Session.open(desk.folder, NOW, "")._pending


def test_several_rows_are_one_step_and_undone_together(desk: Desk) -> None:
    data = desk.session().sheet("calls")
    for number, technician in ((2, "张师傅"), (3, "李师傅"), (4, "张师傅")):
        desk.type(data, number, technician=technician)
    desk.select("calls", 2, 4)
    assert desk.press("dispatch") == "已办理“派工”（3 行）：JX2026-00001、JX2026-00002、JX2026-00003。"
    assert [row.state for row in calls(desk)] == ["待到达"] * 3
    assert "已撤销03-05 10:00 的“派工”" in desk.press("undo_last")
    assert [(row.state, row.technician) for row in calls(desk)] == [("待派工", "张师傅"), ("待派工", "李师傅"), ("待派工", "张师傅")]
    assert "还没有办过可以撤销的事项" in desk.press("undo_last")


def test_one_row_that_is_refused_leaves_all_as_they_were(desk: Desk) -> None:
    desk.type(desk.session().sheet("calls"), 2, technician="张师傅")
    desk.select("calls", 2, 3)
    said = desk.press("dispatch")
    assert said.startswith("第 3 行（JX2026-00002）：") and "什么都没有改" in said
    assert all(row.dispatched_at is None for row in calls(desk))


def test_rows_that_a_filter_hides_are_left_alone(desk: Desk) -> None:
    data = desk.session().sheet("calls")
    for number in (2, 3, 4):
        desk.type(data, number, technician="张师傅")
    book = desk.select("calls", 2, 4)
    book.sheets[data.title].range("A3").impl.cells.Rows.IsVisible = False
    assert "（2 行）：JX2026-00001、JX2026-00003" in desk.press("dispatch")
    assert calls(desk)[1].dispatched_at is None


def test_typed_and_unsaved_words_survive_and_the_workbook_is_saved(desk: Desk) -> None:
    desk.type(desk.session().sheet("calls"), 3, note="没有存盘的话")
    desk.type(desk.session().sheet("calls"), 2, technician="张师傅")
    desk.select("calls", 2)
    desk.press("dispatch")
    assert [row.note for row in calls(desk)] == [None, "没有存盘的话", None]
    assert not desk.app.books.active.impl.document.isModified()


def test_a_cell_that_a_step_fills_may_be_typed_and_old_words_are_no_answer(desk: Desk) -> None:
    for turn, (reason, expected) in enumerate([("客户出差", "已办理“客户改约”"), (None, "要先填"), ("又改了", "已办理“客户改约”")]):
        desk.now = NOW.replace(minute=turn)
        values = {} if reason is None else {"rescheduled": reason, "next_visit": datetime(2026, 3, 6 + turn, 9)}
        desk.type(desk.session().sheet("calls"), 2, **values)
        desk.select("calls", 2)
        assert expected in desk.press("reschedule"), turn
    assert calls(desk)[0].rescheduled.endswith("又改了")


def test_wrong_places_are_explained(desk: Desk) -> None:
    desk.select("vouchers", 2)
    assert "请翻到那一张" in desk.press("dispatch")
    desk.select("calls", 9)
    assert "没有登记的行" in desk.press("dispatch")
    desk.book(house.catalogue().register_of["goods"])
    assert "现在打开的是《客户商品进出登记簿》" in desk.press("dispatch")
    assert "还没有存过盘" in desk.press("dispatch", desk.app.books.add())


@pytest.mark.parametrize(("place", "why"), [("客服簿/叫修登记簿 - 副本.xlsx", "是《叫修登记簿》的副本"), ("客服簿/我的表.xlsx", "改过名字"),
                                            ("别处/叫修登记簿.xlsx", "不在部门文件夹里")])
def test_copies_and_renamed_workbooks_are_named(desk: Desk, place: str, why: str) -> None:
    path = desk.folder.parent / place
    path.parent.mkdir(exist_ok=True)
    path.write_bytes((desk.folder / CALLS.filename).read_bytes())
    book = desk.app.books.open(str(path))
    book.sheets[0].range("A2").select()
    assert why in desk.press("dispatch", book)


def test_a_workbook_opened_read_only_or_from_the_cloud_is_refused(desk: Desk) -> None:
    book = desk.app.books.open(str(desk.folder / CALLS.filename), read_only=True)
    book.sheets[0].range("A2").select()
    assert "只读方式" in desk.press("dispatch", book)
    book.impl.fullname = "https://example.sharepoint.com/客服簿/叫修登记簿.xlsx"
    assert "网盘或网页" in desk.press("dispatch", book)


def test_while_a_cell_is_being_edited_nothing_is_done_and_afterwards_once(desk: Desk) -> None:
    desk.type(desk.session().sheet("calls"), 2, technician="张师傅")
    book = desk.select("calls", 2)
    desk.app.impl.busy = True
    assert "按回车结束编辑" in desk.press("dispatch", book)
    desk.app.impl.busy = False
    assert "已办理" in desk.press("dispatch", book) and calls(desk)[0].state == "待到达"


def test_what_excel_will_not_save_waits_and_is_written_from_the_journal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    desk.type(desk.session().sheet("calls"), 2, technician="张师傅")
    desk.select("calls", 2)

    real, times = uno_excel.Book.save, iter([True, False])

    def refuse(book: uno_excel.Book, path: object = None, password: object = None) -> None:
        if not next(times):
            raise xlwings.XlwingsError("disk full")
        real(book)          # what was typed is saved before the step
    with monkeypatch.context() as patch:
        patch.setattr(uno_excel.Book, "save", refuse)
        assert "待写入" in desk.press("dispatch")
    assert calls(desk)[0].dispatched_at is None
    desk.close()            # closed without saving
    assert Session.open(desk.folder, NOW, "吴经理").recover().applied == ["叫修登记簿"]
    assert calls(desk)[0].state == "待到达" and calls(desk)[0].technician == "张师傅"


def test_a_register_open_in_another_excel_is_written_there(desk: Desk) -> None:
    second = desk.app.impl.engine.apps.add()
    book = second.books.open(str(desk.folder / CALLS.filename))
    desk.app.impl.engine.apps.running.sort(key=lambda app: app is second)
    try:
        page = xlwings.Book(impl=book).sheets[0]
        page.range((2, desk.session().sheet("calls").columns["technician"])).value = "张师傅"
        page.range("A2").select()
        assert "已办理" in desk.press("dispatch", xlwings.Book(impl=book)) or second.alerts[-1].startswith("已办理")
        assert calls(desk)[0].state == "待到达"
    finally:
        second.quit()


def test_a_shared_login_is_told_apart_by_the_role(desk: Desk) -> None:
    people = desk.session().sheet("people")
    for number in people.numbers:
        desk.type(people, number, login="客服")
    desk.book(BASICS).save()
    desk.login = "客服"
    desk.type(desk.session().sheet("calls"), 2, technician="张师傅")
    desk.select("calls", 2)
    assert "已办理" in desk.press("dispatch") and calls(desk)[0].dispatched_by == "吴经理"
    desk.login = "nobody"
    assert "没有登录名“nobody”" in desk.press("dispatch")


def test_what_has_no_cell_in_the_row_is_asked_on_a_slip(desk: Desk) -> None:
    desk.login = "周市场"
    desk.select("contracts", 2)
    assert "补填单" in desk.press("renew_contract")
    slip = desk.app.books.active
    assert slip.sheets[0].range("A1").value == "补填单：续约　HT2025-00001"
    headers = slip.sheets[0].range("A5:A10").value
    assert "这张补填单是给“续约”的" in desk.press("end_contract")
    place = (5 + headers.index("期满日期"), 2)
    slip.sheets[0].range(place).value = "明年这时候"
    assert "期满日期" in desk.press("renew_contract") and desk.app.selection.impl.area[:2] == place
    slip.sheets[0].range(place).value = "2027-04-30"
    assert "已办理“续约”：HT2025-00001" in desk.press("renew_contract")
    assert slip.impl not in desk.app.impl.books.open_books
    register = house.catalogue().register_of["contracts"]
    rows = list(read_register(desk.folder / register.filename, register).sheets["contracts"].rows())
    assert [row.ends_on for row in rows] == [date(2026, 4, 30), date(2027, 4, 30)]


def test_the_extra_buttons(desk: Desk) -> None:
    desk.select("calls", 2)
    assert "最迟到达" in desk.press("explain_due") and "市区" in desk.press("explain_due")
    assert desk.press("find_customer", desk.book(CALLS)) == ""
    found = [row for row in desk.app.books.active.sheets[0].range("A1:E12").value if any(row)]
    assert "13800000001" in found[0][0] and [row[0] for row in found[2:]] == ["客户", "合同", "叫修"]
    desk.select("calls", 2)
    assert "还没有印过单据" in desk.press("print_form")
    desk.select("calls", 2)
    assert desk.press("due_today") in ("", "今天没有到期的事。")


def test_checking_the_open_register_reads_it_as_it_stands_and_touches_no_cell(desk: Desk) -> None:
    before = (desk.folder / CALLS.filename).read_bytes()
    book = desk.book(CALLS)
    desk.type(desk.session().sheet("calls"), 2, area="没有这个区")
    said = desk.press("check_sheet", book)
    assert "项问题" in said and (desk.folder / CALLS.filename).read_bytes() == before
    listed = desk.app.books.active
    assert "叫修登记簿-" in listed.name and "没有这个区" in str(listed.sheets["全部"].range("A2:K120").value)


def test_every_button_has_its_function() -> None:
    names = (*house.steps(), *(each.name for each in EXTRAS))
    assert all(callable(getattr(buttons, name)) and getattr(buttons, name).__doc__ for name in names)
    assert all(callable(getattr(panel, each.name)) for each in JOBS)
    with pytest.raises(AttributeError):
        _ = buttons.no_such_step


def test_a_button_starts_without_pandas_and_the_check_lets_it_in() -> None:
    code = f"""
import sys
{QUICK_LINE.replace("' '.join(sys.orig_argv)", "'xlwings.utils.prepare_sys_path'")}
import macros.buttons
assert not [name for name in ("pandas", "numpy", "openpyxl", "jinja2") if sys.modules.get(name)]
from macros.quick import let_in
let_in()
import automation.desk.check_one
assert sys.modules["pandas"] and sys.modules["numpy"]
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
