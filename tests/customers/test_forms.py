"""The forms of the register of companies on their way: filled in, saved by another program, sent back, taken in or returned."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from automation.core.fillable.read import read_form
from automation.desk.inbox import Handled, take_in_all
from tests.desk.travelling import NOW, blank, department, filled, put, session
from tests.support import libreoffice_convert

COMPANY = {"企业名称": "三和水暖店", "经销商": "是", "供应商": "否", "经营内容": "零售、安装", "区域": "昌平区", "地址": "昌平区南口镇8号",
           "电话": "010-5555 7777", "联系人": "何掌柜", "信用状况": "良", "营业方针": "先款后货", "交易态度": "配合",
           "与本企业关系": "经销",
           "等级": "C", "开始交易理由": "南口还没有经销商", "预计年交易额": 80000}


@pytest.fixture
def place(tmp_path: Path) -> Path:
    return department(tmp_path / "客服簿")


def sent_back(place: Path, tmp_path: Path, **forms: bytes) -> dict[str, Handled]:
    """The forms saved by LibreOffice and put into the inbox; what became of each."""
    (tmp_path / "out").mkdir(exist_ok=True)
    for name, data in forms.items():
        (tmp_path / f"{name}.xlsx").write_bytes(data)
    saved = libreoffice_convert(sorted(tmp_path.glob("*.xlsx")), "xlsx", tmp_path / "out")
    for path in saved:
        put(place, path.name, path.read_bytes())
    return {handled.file.removesuffix(".xlsx"): handled for handled in take_in_all(session(place))}


def test_a_sheet_is_sent_out_with_what_the_card_says(place):
    given = {each.listed.name: each.raw for each in read_form(blank(place, "round_form", "DB2026-00001", "BD2026-00001")).given}
    assert (given["name"], given["phone"], given["employees"], given["capital"]) == ("南桥日用电器店", "010-55550001", 7, 50000)
    assert not {"credit", "grade", "owner", "team"} & set(given), "how we judge a company isn't for it to say"


def test_sheets_and_an_investigation_come_back_through_libreoffice(place, tmp_path):
    changed = filled(blank(place, "round_form", "DB2026-00001", "BD2026-00001"), {"电话": "010-5555 9999", "员工数": 9,
                                                                                  "营业方针": "主攻团购"})
    handled = sent_back(place, tmp_path, one=changed, two=blank(place, "round_form", "DB2026-00002", "BD2026-00002"),
                        three=filled(blank(place, "opening_form", "刘洋", "BD2026-00003"), COMPANY))
    assert {name: each.kind for name, each in handled.items()} == {"one": "已收", "two": "已收", "three": "已收"}, handled
    now = session(place)
    card, line = now.find("firms", "WL2025-00001"), now.find("firm_list", "WL2025-00001")
    assert card is not None and line is not None
    assert (card.phone, card.employees, card.policy, line.phone) == ("010-55559999", 9, "主攻团购", "010-55559999")
    records = {row.item: (row.old, row.new, row.source, row.sheet_no) for row in now.where("firm_changes", firm_no="WL2025-00001")}
    assert records == {"电话": ("010-55550001", "010-55559999", "半年调查", "DB2026-00001"), "员工数": ("7", "9", "半年调查",
                                                                                               "DB2026-00001"),
                       "营业方针": ("薄利多销", "主攻团购", "半年调查", "DB2026-00001")}
    outcomes = {row.key: (row.state, row.outcome) for row in now.sheet("round_sheets").rows()}
    assert outcomes == {"DB2026-00001": ("已收回", "有变化"), "DB2026-00002": ("已收回", "没有变化")}
    (opening,) = [row for row in now.sheet("openings").rows() if row.name == "三和水暖店"]
    assert (opening.state, opening.investigated_by, opening.phone, opening.grade) == ("待认可", "刘洋", "010-55557777", "C")


@pytest.mark.parametrize(("form", "key", "answers", "said"), [
    ("round_form", "DB2026-00001", {"电话": "问老板"}, "电话"),
    ("round_form", "DB2026-00001", {"企业名称": "北渠水暖店"}, "一家企业只立一张卡"),
    ("opening_form", "刘洋", COMPANY | {"企业名称": "南桥 日用电器店"}, "已经有客户卡"),
    ("opening_form", "刘洋", {name: value for name, value in COMPANY.items() if name != "营业方针"}, "营业方针"),
    ("opening_form", "王磊", COMPANY, "没有这个职务")])
def test_what_cannot_be_taken_in_goes_back_with_its_reason(place, form, key, answers: dict[str, Any], said):
    put(place, "表.xlsx", filled(blank(place, form, key, "BD2026-00009"), answers))
    (handled,) = take_in_all(session(place))
    told = "；".join([handled.words, *(cell.words for cell in handled.wrong)])
    assert handled.kind == "退回" and said in told, told
    assert session(place, NOW).find("firms", "WL2025-00001").phone == "010-55550001"


def test_the_same_sheet_twice_is_taken_once(place):
    data = blank(place, "round_form", "DB2026-00001", "BD2026-00009")
    put(place, "表.xlsx", data)
    put(place, "又一次.xlsx", data)
    assert sorted(handled.kind for handled in take_in_all(session(place))) == ["已收", "重复"]
