"""The goods of the demonstration: solar water heaters of an invented maker, their parts, and how they fail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

COMPANY = "北京晴岭太阳能有限公司（演示）"

TUBES, PANEL, WORKS = "真空管", "平板", "工程"


@dataclass(frozen=True)
class Model:
    """A model: how it is built, how long it is repaired free of charge (months), its price in yuan."""

    model: str
    title: str
    months: int
    price: int
    build: str
    share: int


MODELS = (
    Model("QL-16", "紧凑式太阳能热水器16管", 24, 2380, TUBES, 15),
    Model("QL-18", "紧凑式太阳能热水器18管", 24, 2680, TUBES, 20),
    Model("QL-20D", "紧凑式电辅太阳能热水器20管", 36, 3280, TUBES, 22),
    Model("QL-24D", "紧凑式电辅太阳能热水器24管", 36, 3880, TUBES, 13),
    Model("QL-R30", "热管承压太阳能热水器", 36, 5980, TUBES, 8),
    Model("QL-Y80", "阳台壁挂太阳能热水器80升", 36, 4680, PANEL, 12),
    Model("QL-P120", "平板分体太阳能热水器120升", 36, 6880, PANEL, 6),
    Model("QL-G500", "工程联箱太阳能热水系统500升", 12, 18600, WORKS, 4),
)

_PARTS = (
    ("LJ-001", "真空管", "Φ58×1800", "65"), ("LJ-002", "真空管", "Φ47×1500", "48"), ("LJ-003", "热管", "Φ8×1750", "85"),
    ("LJ-004", "真空管密封圈", "Φ58", "3.50"), ("LJ-005", "挡风圈", "Φ58", "2"), ("LJ-006", "水温水位传感器", "四芯", "55"),
    ("LJ-007", "电加热管", "1500W", "98"), ("LJ-008", "电加热管", "2000W", "118"), ("LJ-009", "温控器", "30–75℃", "42"),
    ("LJ-010", "漏电保护插头", "10A", "58"), ("LJ-011", "自动上水阀", "DN15", "76"), ("LJ-012", "电磁阀", "DN15 12V", "88"),
    ("LJ-013", "单向阀", "DN15", "22"), ("LJ-014", "混水阀", "DN15", "95"), ("LJ-015", "控制仪", "TK-8", "165"),
    ("LJ-016", "控制仪电源板", "TK-8", "72"), ("LJ-017", "电伴热带", "每米", "18.50"), ("LJ-018", "保温管", "每米", "8.80"),
    ("LJ-019", "铝塑管", "1216 每米", "12"), ("LJ-020", "支架横梁", "18管", "68"), ("LJ-021", "支架螺栓组", "M8", "6.50"),
    ("LJ-022", "镁棒", "Φ22×300", "45"), ("LJ-023", "循环泵", "15W", "236"), ("LJ-024", "安全泄压阀", "0.7MPa", "52"),
    ("LJ-025", "内胆密封件", "成套", "128"),
)
PRICES = {number: Decimal(price).quantize(Decimal("0.01")) for number, _, _, price in _PARTS}


@dataclass(frozen=True)
class Fault:
    """How a heater fails: what the customer says, what is done about it, the parts it takes (part number, how many).

    ``frost`` marks what comes with hard frost; ``workshop`` what is rather repaired in the workshop than on the roof.
    """

    said: tuple[str, ...]
    work: str
    parts: tuple[tuple[str, int], ...] = ()
    frost: bool = False
    workshop: bool = False
    builds: tuple[str, ...] = (TUBES, PANEL, WORKS)


FAULTS = (
    Fault(("真空管破裂，楼顶漏水", "夜里真空管炸了一根", "管子裂了，水箱存不住水"), "更换破裂的真空管和密封圈，试水不漏",
          (("LJ-001", 1), ("LJ-004", 1), ("LJ-005", 1)), frost=True, builds=(TUBES, WORKS)),
    Fault(("冻裂两根管，水顺着墙流", "早上发现真空管冻裂，一直淌水"), "更换冻裂的真空管两根，排空管路余水，试水正常",
          (("LJ-001", 2), ("LJ-004", 2)), frost=True, builds=(TUBES, WORKS)),
    Fault(("管路冻堵，不出热水", "上下水管冻住，打不开水", "屋顶管道冻了，一滴水也没有"), "化开冻堵的管路，补装伴热带，通水正常",
          (("LJ-017", 4), ("LJ-018", 4)), frost=True),
    Fault(("伴热带不热，水管又冻了", "伴热带指示灯不亮，管子冻住"), "更换失效的伴热带，测绝缘合格，通水正常", (("LJ-017", 6),), frost=True),
    Fault(("水温传感器故障，显示E2", "水温一直显示99度", "水位显示不准，总是空的"), "更换水温水位传感器，校对显示",
          (("LJ-006", 1),), builds=(TUBES, PANEL)),
    Fault(("电加热不工作，阴天没热水", "电加热一开就跳闸", "加热一夜水还是凉的"), "更换电加热管，测漏电合格",
          (("LJ-007", 1), ("LJ-004", 1)), workshop=True),
    Fault(("漏电保护插头频繁跳", "插上电就跳闸"), "更换漏电保护插头，测绝缘合格", (("LJ-010", 1),)),
    Fault(("自动上水阀漏水", "上水停不住，水从溢流管往外流", "自动上水失灵，要手动上"), "更换自动上水阀，调试上水正常", (("LJ-011", 1),)),
    Fault(("电磁阀嗡嗡响，上不了水", "电磁阀关不严，一直进水"), "更换电磁阀，清洗滤网", (("LJ-012", 1),)),
    Fault(("控制仪黑屏", "控制仪按键没反应", "控制仪乱跳数字"), "检修控制仪，更换电源板，老化试验正常", (("LJ-016", 1),), workshop=True),
    Fault(("控制仪进水烧坏", "雷雨后控制仪不亮"), "更换控制仪主机，重新接线设定", (("LJ-015", 1),), workshop=True),
    Fault(("混水阀出水忽冷忽热", "热水调不出来，只有凉水"), "更换混水阀，调好水温", (("LJ-014", 1),)),
    Fault(("支架松动，大风天响", "支架螺丝锈断，热水器歪了"), "紧固支架，更换锈蚀螺栓和横梁",
          (("LJ-020", 1), ("LJ-021", 2)), builds=(TUBES, WORKS)),
    Fault(("水箱底部渗水", "水箱外皮滴水，天花板湿了"), "拆修水箱，更换内胆密封件，打压试验合格",
          (("LJ-025", 1), ("LJ-022", 1)), workshop=True),
    Fault(("水压小，热水时有时无", "一开热水就没劲"), "清洗单向阀和管路，更换单向阀", (("LJ-013", 1),)),
    Fault(("循环泵不转，阳台机不热", "机器嗡嗡响就是不循环"), "检修循环泵，更换后排气，循环正常",
          (("LJ-023", 1),), workshop=True, builds=(PANEL, WORKS)),
    Fault(("承压水箱安全阀一直滴水", "泄压阀喷水"), "更换安全泄压阀，调整压力", (("LJ-024", 1),), builds=(PANEL, TUBES)),
    Fault(("热水不热，晒一天才三十度", "出水温度低，比以前差很多"), "清洗集热管内水垢，更换镁棒，检查保温",
          (("LJ-022", 1), ("LJ-009", 1)), workshop=True),
    Fault(("想检查保养一下", "用了几年，请来做一次保养"), "例行保养：清垢、紧固、检漏、测绝缘", ()),
)
_FROST_MONTHS = {12: 2.2, 1: 3.0, 2: 2.0, 11: 1.0, 3: 0.6}
"""How much likelier frost damage is than any other fault, by month."""


def products() -> list[dict[str, Any]]:
    """The rows of 产品型号."""
    return [{"model": each.model, "title": each.title, "warranty_months": each.months,
             "price": Decimal(each.price).quantize(Decimal("0.01"))} for each in MODELS]


def parts() -> list[dict[str, Any]]:
    """The rows of 零件."""
    return [{"part_no": number, "title": title, "spec": spec, "price": PRICES[number]} for number, title, spec, _ in _PARTS]


def model(random: Random, builds: Sequence[str] = (TUBES, PANEL)) -> Model:
    """A model of one of these kinds, the best sold ones more often."""
    fitting = [each for each in MODELS if each.build in builds]
    return random.choices(fitting, [each.share for each in fitting])[0]


def fault(random: Random, build: str, on: date, *, workshop: bool) -> Fault:
    """How a heater of this kind fails at this time of the year; ``workshop`` asks for what is brought back."""
    fitting = [each for each in FAULTS if build in each.builds and each.workshop == workshop]
    return random.choices(fitting, [_FROST_MONTHS.get(on.month, 0.05) if each.frost else 1.0 for each in fitting])[0]


def serial(random: Random, bought_on: date, number: int) -> str:
    """A serial number with its leading zeros: year of making and running number (``0023 …``)."""
    return f"00{bought_on.year % 100:02d}{random.randint(1, 12):02d}{number:05d}"
