"""The places of the demonstration: areas of Beijing with city and suburb, and addresses and numbers that are invented."""

from __future__ import annotations

from random import Random
from typing import Any

_AREAS = (
    ("海淀区", "市区", 18), ("朝阳区", "市区", 18), ("丰台区", "市区", 12), ("石景山区", "市区", 7), ("西城区", "市区", 6),
    ("东城区", "市区", 5), ("昌平区", "郊区", 11), ("大兴区", "郊区", 8), ("通州区", "郊区", 8), ("房山区", "郊区", 4),
    ("顺义区", "郊区", 3),
)
_ESTATES = ("青杨里", "望溪苑", "果香园", "柳荫家园", "晴川小区", "旧磨坊胡同", "北渠新村", "槐树湾", "和顺嘉园", "东篱小区", "石榴院",
            "云岭家园",
            "稻香西里", "菊园北里", "南桥新居", "清泉公寓", "杏林小区", "平安二里", "东坡花园", "长堤小区", "梧桐坊", "小井新村", "塔影园",
            "渡口家园")
_VILLAGES = ("上杨庄村", "小柳村", "西沟村", "杏树台村", "前河套村", "北石磨村", "东岗子村", "南菜园村")
_UNITS = ("青藤幼儿园", "望山宾馆", "禾田餐馆", "北渠供销站", "小柳村卫生室", "清泉浴室", "云岭敬老院", "杏林小学食堂", "塔影园物业",
          "和顺洗衣店",
          "长堤养殖场", "西沟村委会", "平安里理发店", "槐湾修车行")
_DEALERS = ("城北暖阳太阳能经销部", "南桥日用电器店", "通惠水暖商行", "石磨建材门市部", "良河太阳能专卖店")


def areas(salespeople: tuple[str, ...], heads: tuple[str, ...]) -> list[dict[str, Any]]:
    """The rows of 区域; the areas are shared out among the salespeople, and by city and suburbs among the areas' supervisors."""
    return [{"name": name, "zone": zone, "salesperson": salespeople[place % len(salespeople)], "supervisor": heads[zone == "郊区"]}
            for place, (name, zone, _) in enumerate(_AREAS)]


def area(random: Random) -> tuple[str, str]:
    """An area and its zone (市区 or 郊区), by how many customers live there."""
    name, zone, _ = random.choices(_AREAS, [weight for *_, weight in _AREAS])[0]
    return name, zone


def address(random: Random, area: str, zone: str) -> str:
    """An invented address: an estate's building and flat, or a village house in the suburbs."""
    if zone == "郊区" and random.random() < 0.35:
        return f"{area}{random.choice(_VILLAGES)}{random.randint(1, 210)}号"
    return (f"{area}{random.choice(_ESTATES)}{random.randint(1, 28)}号楼{random.randint(1, 5)}单元"
            f"{random.randint(1, 6)}0{random.randint(1, 4)}")


class Names:
    """Names of organisations and telephone numbers, each given once."""

    def __init__(self, random: Random) -> None:
        self._random = random
        self._units = random.sample(_UNITS, len(_UNITS))
        self._dealers = random.sample(_DEALERS, len(_DEALERS))
        self._mobiles = random.sample(range(100, 10_000), 600)
        self._lines = random.sample(range(100, 10_000), 200)

    def organisation(self, nature: str) -> str | None:
        """An organisation's name, for 单位 or 经销商; None when all are given away."""
        names = {"单位": self._units, "经销商": self._dealers}.get(nature)
        return names.pop() if names else None

    def phone(self, mobile: bool) -> str:
        """A mobile number, or one with Beijing's leading 010: the form is right, the block of zeros and fives isn't in use."""
        if mobile:
            return f"{self._random.choice(('139', '186', '199'))}0000{self._mobiles.pop():04d}"
        return f"010-5555{self._lines.pop():04d}"
