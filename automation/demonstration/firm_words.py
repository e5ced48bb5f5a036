"""The companies of the demonstration (往来企业): dealers in every area and suppliers; all of them are invented."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from automation.demonstration import people, places

_SHOPS = ("向阳", "暖居", "金轮", "碧泉", "旭日", "三和", "恒暖", "康宁", "瑞丰", "明湖", "兴隆", "永泰", "天和", "宏远", "福满", "同心",
          "晨光", "万家", "春晖", "和美", "银河", "泰来", "新源", "吉祥", "利民", "润泽", "长青", "益民", "华庭", "丰泽", "安居", "百顺",
          "光明", "盛源", "合力", "信达", "众诚", "广汇", "祥云", "德润", "大业", "新禾", "瑞雪", "嘉和", "通达", "鼎新", "顺和", "聚丰",
          "远景", "乐家", "清源", "佳境", "四海", "博远", "启明", "惠风", "千禾", "汇通", "常乐", "永宁", "雅居", "南山", "北辰", "东篱")
_TRADES = ("太阳能经销部", "电器商行", "水暖经营部", "家电有限公司", "建材门市部")
_SUPPLIERS = (("恒源真空管厂", "全玻璃真空集热管"), ("北方聚氨酯材料公司", "聚氨酯发泡料"), ("双桥包装制品厂", "纸箱、泡沫护角"),
              ("永固支架厂", "热镀锌支架"), ("精工不锈钢制品公司", "水箱内胆不锈钢板"), ("华测仪表厂", "水温水位仪、传感器"),
              ("同兴密封件厂", "硅橡胶密封圈"), ("新光电加热器厂", "电加热器"), ("东河管件公司", "铝塑管、管件"),
              ("丰年彩板厂", "彩钢外壳"), ("顺风货运服务部", "公路货运"), ("蓝天印务公司", "说明书、单据印刷"),
              ("启航模具厂", "注塑模具"), ("惠通紧固件公司", "螺栓、卡箍"), ("海利阀门厂", "电磁阀、安全阀"))
POLICIES = ("薄利多销，以零售为主", "主攻新建小区团购", "以乡镇分销为主", "做工程安装，兼营零售", "稳扎稳打，现款现货",
            "扩大门店，争取独家代理", "多品牌经营，价格优先", "以售后服务带动销售")
REASONS = ("区域内还没有经销商", "原经销商转行，需要补上", "主动上门要求代理", "同行介绍，信誉好",
           "原供货紧张，增加一家备用", "价格比现在的供货方低")
REFUSALS = ("与现有经销商距离太近", "资金周转有困难，暂不开始", "没有固定的经营场所", "报价高于现有供货方")
PURPOSES = ("核对代理合同", "年终对账", "处理投诉查资料", "拟订下季度巡访计划", "核对开票资料", "评定等级")
ENDINGS = ("企业转行", "门店拆迁停业", "连续半年没有交易", "企业注销", "改为直接向总厂进货")
DAMAGES = {"污损": "封面沾了茶渍", "破损": "第二页撕裂", "遗失": "出差途中遗失"}
REMEDIES = {"污损": "换封面重抄", "破损": "裱糊修补", "遗失": "照客户卡补做一份，加盖“补”字"}
_BANKS = ("工商银行", "农业银行", "建设银行", "农村信用社")


@dataclass
class Makers:
    """Makes companies, each with a name, an address and a telephone number of its own."""

    random: Random

    def __post_init__(self) -> None:
        names = self.random.sample(_SHOPS, len(_SHOPS))
        self._names = [*names, *(f"新{name}" for name in names)]
        self._suppliers = list(_SUPPLIERS)
        self._areas = {row["name"]: row for row in places.areas(people.SALESPEOPLE, people.AREA_HEADS)}
        self._made = 0

    def dealer(self, area: str = "") -> dict[str, Any]:
        """A dealer of an area, its owner the area's salesperson, its visitor one who visits only."""
        row = self._areas[area or self.random.choice(list(self._areas))]
        trade = self.random.choice(_TRADES)
        return self._company() | {          # first of all, as it counts the companies
            "name": f"{row['name'].removesuffix('区')}{self._names.pop(0)}{trade}", "is_dealer": "是", "is_supplier": "否",
            "nature": "个体工商户" if "有限" not in trade else "有限责任公司", "business": "经销太阳能热水器、水暖器材",
            "area": row["name"],
            "address": re.sub(r"\d.*", "", places.address(self.random, row["name"], row["zone"])) + f"{self._made}号",
            "relation": "区域经销商，按年签合同", "grade": self.random.choices("ABCD", (2, 4, 4, 2))[0],
            "visitor": self.random.choice(people.VISITORS), "owner": row["salesperson"], "team": "销售部"}

    def supplier(self) -> dict[str, Any]:
        """A supplier, looked after by the purchasing department; one of them deals in heaters as well."""
        name, goods = self._suppliers.pop(0)
        return self._company() | {
            "name": name, "is_dealer": "否", "is_supplier": "是", "nature": "有限责任公司", "business": f"生产、供应{goods}",
            "address": f"河北省青石县工业路{self._made}号（虚构）", "relation": f"供应{goods}，月结", "owner": people.PURCHASER,
            "team": "采购部"}

    @property
    def suppliers_left(self) -> int:
        """How many suppliers haven't been made yet."""
        return len(self._suppliers)

    def areas(self) -> list[str]:
        """The areas, as many dealers as there are to be in each."""
        return list(self._areas)

    def phone(self) -> str:
        """A number that nobody has; the block isn't in use."""
        self._made += 1
        return f"010-5557{self._made:04d}"

    def _company(self) -> dict[str, Any]:
        random = self.random
        person = people.customer_name(random)
        return {"phone": self.phone(), "legal_person": people.customer_name(random), "contact": person,
                "contact_title": random.choice(("经理", "店长", "业务员", None)), "capital": Decimal(random.randint(3, 200)) * 10_000,
                "employees": random.randint(2, 60), "bank": f"{random.choice(_BANKS)}（虚构支行）",
                "credit": random.choices(("优", "良", "一般", "差"), (3, 5, 3, 1))[0],
                "payment": random.choices(("按期付清", "偶有拖欠", "经常拖欠"), (7, 3, 1))[0], "policy": random.choice(POLICIES),
                "attitude": random.choices(("积极", "配合", "一般", "消极"), (3, 5, 2, 1))[0],
                "turnover": Decimal(random.randint(2, 90)) * 10_000}
