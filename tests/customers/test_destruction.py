"""A destruction carried through in a real folder: nothing is left anywhere but the number, and who approved it (CU6)."""

from __future__ import annotations

import zipfile
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from automation.__main__ import main
from automation.core.journal import PURGE, Journal
from automation.core.journal_check import verify
from automation.desk.destroying import carry_through
from automation.desk.nightly import run
from automation.desk.session import Session
from tests.customers.office import FIRM
from tests.desk.travelling import NOW, department

SECRET = "绝密机电商行"


class House:
    """A folder whose people take steps through the command, an hour apart."""

    def __init__(self, place: Path) -> None:
        self.place, self.now = department(place), NOW

    def do(self, step: str, key: str, person: str, *answers: str) -> None:
        self.now += timedelta(hours=1)
        where = ["--folder", str(self.place), "--now", f"{self.now:%Y-%m-%dT%H:%M}"]
        assert main([*where, "do", step, key, *answers, "--person", person]) == 0

    def session(self) -> Session:
        return Session.open(self.place, self.now, "")

    def holding(self, text: str) -> set[str]:
        """The files in which a text stands, packed ones looked into."""
        found = set()
        for path in self.place.rglob("*"):
            if path.is_file():
                parts = [path.read_bytes()]
                if zipfile.is_zipfile(path):
                    with zipfile.ZipFile(path) as package:
                        parts += [package.read(name) for name in package.namelist()]
                if any(text.encode() in part for part in parts):
                    found.add(path.relative_to(self.place).as_posix())
        return found


@pytest.fixture
def house(tmp_path: Path, capsys) -> House:
    """A company that was dealt with, changed and ended; approved to be destroyed."""
    house = House(tmp_path / "客服簿")
    card = [f"{header}={value}" for header, value in (
        ("企业名称", SECRET), ("经销商", "是"), ("经营内容", FIRM["business"]), ("区域", "海淀区"), ("地址", f"{SECRET}楼上"),
        ("电话", "010-55551234"), ("联系人", "钱掌柜"), ("信用状况", "良"), ("营业方针", "薄利"), ("交易态度", "配合"),
        ("与本企业关系", "经销"), ("等级", "B"), ("开始交易理由", "急需"), ("负责部科", "销售部"))]
    house.do("开始调查", "新", "刘洋", *card)
    house.do("认可开始交易", "KS2026-00001", "何涛")
    house.do("承认开始交易", "KS2026-00001", "赵敏")
    house.do("变更登记", "WL2026-00001", "刘洋", f"开户银行={SECRET}专户")
    house.do("解除交易", "WL2026-00001", "郑凯", "解除原因=注销")
    house.do("申请销毁", "WL2026-00001", "郑凯", "不能恢复的理由=已注销")
    house.do("批准销毁", "XD2026-00001", "赵敏")
    assert len(house.holding(SECRET)) > 5
    capsys.readouterr()
    return house


def test_nothing_is_left_but_the_number(house, capsys):
    house.do("销毁名簿", "XD2026-00001", "郑凯", "监销人=刘洋", "原件销毁方式=碎纸")
    assert "已从日志、备份、快照和存放的单据里销毁" in capsys.readouterr().out
    assert house.holding(SECRET) == set()
    assert house.holding("WL2026-00001") and verify(house.session().folder) == []
    row = house.session().find("past_firms", "WL2026-00001")
    assert row is not None and row.destroyed_at is not None and row.name is None
    paper = next(house.place.rglob("销毁审批单-XD2026-00001.html")).read_text(encoding="utf8")
    assert "已销毁" in paper and "赵敏" in paper and "WL2026-00001" in paper
    purges = [entry for entry in Journal(house.session().folder).entries() if entry.kind == PURGE]
    assert [entry.data["approved_by"] for entry in purges] == ["赵敏"]
    assert carry_through(house.session()) == []


def test_what_was_cut_short_the_night_makes_good(house, monkeypatch, capsys):
    monkeypatch.setattr("automation.commands.daily.destroying.carry_through", lambda session: [])
    house.do("销毁名簿", "XD2026-00001", "郑凯", "监销人=刘洋", "原件销毁方式=碎纸")
    assert house.holding(SECRET)
    night = run(house.session().folder, datetime(2026, 3, 6, 22))
    assert house.holding(SECRET) == set()
    assert not [finding for finding in night.findings if finding.article == "CU6"]
