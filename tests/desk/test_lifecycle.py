"""Two calls from the telephone to the filing cabinet, through the real command: every form printed, nothing for the night to find."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest

from automation.__main__ import main
from automation.desk.session import Session
from tests.conftest import DEMONSTRATION_NOW

FRIDAY, MONDAY, TUESDAY = "2026-03-06", "2026-03-09", "2026-03-10"


class Clerk:
    """Gives commands for a folder as people of a role; collects the numbers and the forms that they speak of."""

    def __init__(self, place: Path, capsys) -> None:
        self.place, self.capsys = place, capsys
        self.numbers: dict[str, str] = {}
        self.forms: list[Path] = []
        session = Session.open(place, DEMONSTRATION_NOW, "")
        self.people = {role: names[0] for role in ("客服人员", "销售经理", "技术主管", "技术人员", "销售人员", "会计", "市场营销部")
                       if (names := session.department.people(role))}
        self.area = session.where("areas")[0].name
        self.model = session.where("products")[0].model

    def do(self, at: str, role: str, step: str, key: str, *answers: str, options: tuple[str, ...] = ()) -> str:
        """Take a step; it must go well. Returns what was shown."""
        status = main(["do", step, key, *answers, "--person", self.people[role], "--folder", str(self.place), "--now", at, *options])
        said = self.capsys.readouterr()
        assert (status, said.err) == (0, ""), said.err
        for number in re.findall(r"编号：([A-Z]{2}\d{4}-\d{5})", said.out):
            self.numbers[number[:2]] = number
        self.forms += [Path(path) for path in re.findall(r"单据：(.+\.html)", said.out)]
        return said.out

    def register(self, at: str, **more: str) -> str:
        """Register a paid call; its number."""
        self.do(at, "客服人员", "登记叫修", "新", "客户名称=[新]客户", "电话=13700001234", "地址=学院路 8 号", f"区域={self.area}",
                f"商品型号={self.model}", "故障描述=不出热水", "服务类别=有偿服务", *(f"{name}={value}" for name, value in more.items()))
        return self.numbers["JX"]


@pytest.fixture
def clerk(clean: Path, capsys) -> Clerk:
    return Clerk(clean, capsys)


def findings(place: Path, at: str, capsys) -> list[dict[str, str]]:
    assert main(["nightly", "--folder", str(place), "--now", f"{at} 20:00"]) == 0
    capsys.readouterr()
    return json.loads((place / "检查" / at / "findings.json").read_text(encoding="utf8"))["findings"]


def test_a_call_that_is_brought_back(clerk: Clerk, capsys) -> None:
    call = clerk.register(f"{FRIDAY} 08:40")
    technician = clerk.people["技术人员"]
    clerk.do(f"{FRIDAY} 08:50", "销售经理", "派工", call, f"技术员={technician}")
    clerk.do(f"{FRIDAY} 10:00", "技术人员", "到达", call, "到达时间=2026年3月6日 上午9点50分")
    clerk.do(f"{FRIDAY} 10:40", "销售人员", "携回修护", call, "修护内容=拆下主板", "客户签字=是", f"预定修妥={MONDAY}",
             f"修护技术员={technician}")
    voucher, goods = clerk.numbers["PZ"], clerk.numbers["XH"]
    clerk.do(f"{FRIDAY} 11:30", "技术人员", "报请协助", goods, "协助事由=缺配件")
    clerk.do(f"{FRIDAY} 14:00", "技术人员", "修妥", goods, "修护内容=换主板", "修护工时=1.5")
    clerk.do(f"{FRIDAY} 14:30", "技术主管", "验讫", goods)
    clerk.do(f"{FRIDAY} 15:30", "技术人员", "归还", goods, "客户签收=√", "修护费=￥120.00")
    clerk.do(f"{FRIDAY} 15:40", "会计", "归还开票", goods, "发票号码=FP260306001")
    clerk.do(f"{FRIDAY} 16:00", "客服人员", "注销", call)
    clerk.do(f"{FRIDAY} 16:10", "客服人员", "归档", voucher)
    clerk.do(f"{MONDAY} 08:50", "市场营销部", "制调查卡", "新", f"叫修编号={call}")
    card = clerk.numbers["DC"]
    clerk.do(f"{MONDAY} 09:00", "市场营销部", "寄出", card)
    clerk.do(f"{TUESDAY} 09:00", "市场营销部", "收回", card, "服务态度=很满意", "技术水平=满意", "到达时间=满意", "答应事项=一般",
             "意见性质=建议", "情节=一般", "意见内容=希望周末也上门", f"处理人={clerk.people['市场营销部']}")
    assert clerk.numbers.keys() >= {"JX", "PZ", "XH", "DC", "YH"}
    assert len(clerk.forms) == 4 and all("[新]客户" in form.read_text(encoding="utf8") for form in clerk.forms)
    session = Session.open(clerk.place, DEMONSTRATION_NOW, "")
    assert session.find("calls", call).state == "已注销" and session.find("vouchers", voucher).state == "已归档"
    assert session.find("goods", goods).state == "已归还"
    assert any(card in row.values() for row in session.where("handovers"))
    mine = {call, voucher, goods, card}
    assert [each for each in findings(clerk.place, TUESDAY, capsys) if each["key"] in mine] == []


def test_a_call_that_is_paid_on_the_spot(clerk: Clerk, capsys) -> None:
    call = clerk.register(f"{FRIDAY} 09:00")
    clerk.do(f"{FRIDAY} 09:10", "销售经理", "派工", call, f"技术员={clerk.people['技术人员']}")
    clerk.do(f"{FRIDAY} 10:00", "技术人员", "到达", call)
    clerk.do(f"{FRIDAY} 10:40", "技术人员", "当场修妥", call, "修护内容=换密封圈", "客户签字=是", "维修费=80", "现场收款=80")
    voucher = clerk.numbers["PZ"]
    clerk.do(f"{FRIDAY} 16:00", "客服人员", "注销", call)
    clerk.do(f"{FRIDAY} 16:05", "客服人员", "归档", voucher)
    clerk.do(f"{FRIDAY} 16:10", "会计", "交款", voucher)
    clerk.do(f"{FRIDAY} 16:20", "会计", "开票", voucher, "发票号码=FP260306002")
    clerk.do(f"{FRIDAY} 16:30", "会计", "寄发票", voucher)
    assert [each for each in findings(clerk.place, FRIDAY, capsys) if each["key"] in {call, voucher}] == []


def test_a_dry_run_claims_no_number_and_writes_nothing(clerk: Clerk) -> None:
    def everything() -> dict[str, str]:
        return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in clerk.place.rglob("*") if path.is_file()}
    before = everything()
    said = clerk.do(f"{FRIDAY} 09:00", "客服人员", "登记叫修", "新", "客户名称=甲", "电话=13700001234", "地址=乙", f"区域={clerk.area}",
                    f"商品型号={clerk.model}", "故障描述=丙", "服务类别=有偿服务", options=("--dry-run",))
    said = re.sub(r"[\s│]", "", said)
    assert "演练，没有真的办理，也没有占用编号" in said and "叫修时间=2026-03-0609:00" in said
    assert everything() == before
    assert clerk.register(f"{FRIDAY} 09:00") in said


def test_a_step_is_undone(clerk: Clerk, capsys) -> None:
    call = clerk.register(f"{FRIDAY} 09:00")
    said = clerk.do(f"{FRIDAY} 09:10", "销售经理", "派工", call, f"技术员={clerk.people['技术人员']}")
    run = re.search(r"（(\d{8}-\d{6}-\d+)", said)[1]
    assert main(["undo", run, "--person", clerk.people["销售经理"], "--folder", str(clerk.place), "--now", f"{FRIDAY} 09:20"]) == 0
    assert Session.open(clerk.place, DEMONSTRATION_NOW, "").find("calls", call).state == "待派工"


@pytest.mark.parametrize(("given", "says"), [
    (["派工", "JX2026-99999", "技术员=甲"], "里找不到编号JX2026-99999"), (["派工", "第99999行"], "第 99999 行是空的"),
    (["派车", "新"], "没有“派车”这个事项"), (["派工", "JX2026-00012", "技术员"], "要写成 栏名=内容"),
    (["派工", "JX2026-00012", "司机=甲"], "没有“司机”这一栏。可以写的有：技术员、派工时间、约定时间"),
    (["到达", "JX2026-00012", "到达时间=刚才"], "“到达时间”")])
def test_what_cannot_be_done_is_said_in_one_sentence(clerk: Clerk, capsys, given: list[str], says: str) -> None:
    assert main(["do", *given, "--person", clerk.people["销售经理"], "--folder", str(clerk.place), "--now", f"{FRIDAY} 09:00"]) == 2
    said = capsys.readouterr()
    assert says in said.err and said.err.count("\n") == 1 and said.out == ""
