"""The uniform form (《客户提案表》) on its way back: taken in with its number, or sent back with the reason; nothing is lost."""

from __future__ import annotations

from pathlib import Path

import pytest

from automation.desk.inbox import take_in_all
from tests.desk.travelling import blank, department, filled, put, session

WHO = {"客户名称": "张三", "电话": "01062345678", "地址": "中关村大街1号", "区域": "海淀区"}
TOLD = WHO | {"商品型号": "QY-20", "提案类别": "提高标准化程度", "提案名称": "统一接头尺寸", "提案内容": "各型号接头做成一样大"}


@pytest.fixture
def place(tmp_path) -> Path:
    made = department(tmp_path / "客服簿")
    (made / "收件").mkdir(exist_ok=True)
    return made


def came(place: Path, serial: str, **told: object) -> Path:
    data = blank(place, "proposal_form", "2026上半年", serial)
    return put(place, f"客户提案表-{serial}.xlsx", filled(data, {name: value for name, value in told.items() if value is not None}))


def test_a_form_that_came_back_is_a_proposal(place):
    came(place, "BD2026-00001", **TOLD)
    [handled] = take_in_all(session(place))
    assert handled.kind == "已收", handled.words
    at = session(place)
    [proposal] = at.where("proposals")
    assert (proposal.key, proposal.state, proposal.channel, proposal.received_by) == ("TA2026-00001", "待送交", "表格", "郑凯")
    assert (proposal.customer, proposal.title, proposal.kind) == ("张三", "统一接头尺寸", "提高标准化程度")
    assert [user.name for user in at.where("users", phone="010-62345678")] == ["张三"]
    assert any((place / "单据").rglob("提案受理记录-TA2026-00001.html"))


@pytest.mark.parametrize(("told", "reason"), [
    ({"提案类别": "改善环境"}, "不在可选的内容里"), ({"提案类别": "其它"}, "类别说明"), ({"提案内容": None}, "提案内容"),
    ({"区域": None}, "区域"),
    ({"电话": "问物业"}, "不像一个电话号码"), ({"商品型号": "没有的"}, "商品型号"),
])
def test_a_bad_one_goes_back_with_the_reason_and_is_kept(place, told, reason):
    path = came(place, "BD2026-00002", **TOLD | told)
    sent = path.read_bytes()
    [handled] = take_in_all(session(place))
    assert handled.kind == "退回" and reason in handled.words + "".join(wrong.words for wrong in handled.wrong)
    assert not session(place).where("proposals") and not path.exists()
    assert (place / "收件/退回/原件" / path.name).read_bytes() == sent and (place / "收件/退回" / path.name).exists()


def test_the_same_file_twice_is_taken_once(place):
    path = came(place, "BD2026-00003", **TOLD)
    data = path.read_bytes()
    assert [handled.kind for handled in take_in_all(session(place))] == ["已收"]
    put(place, "又一份.xlsx", data)
    assert [handled.kind for handled in take_in_all(session(place))] == ["重复"]
    assert len(session(place).where("proposals")) == 1
