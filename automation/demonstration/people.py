"""The people of the demonstration (演示部门的人): its staff, and names for its customers. All of them are invented."""

from __future__ import annotations

from random import Random
from typing import Any

_STAFF = (
    ("吴总", "总经理", None, "wuzong", "总经理室"),
    ("沈静宜", "销售经理", None, "shenjingyi", "销售部"),
    ("何立涛", "销售主管", None, "helitao", "销售部"),
    ("许佳禾", "销售人员", None, "xiaoshou", "销售部"),
    ("田春野", "销售人员", None, "xiaoshou", "销售部"),
    ("陈志刚", "技术主管", None, "chenzhigang", "技术部"),
    ("王树森", "技术人员", None, "wangshusen", "技术部"),
    ("李长明", "技术人员", None, "lichangming", "技术部"),
    ("刘顺发", "技术人员", None, "liushunfa", "技术部"),
    ("马东升", "技术人员", None, "madongsheng", "技术部"),
    ("张立新", "技术人员", None, "zhanglixin", "技术部"),
    ("郝文彬", "技术人员", None, "haowenbin", "技术部"),
    ("孙丽萍", "客服人员", None, "kefu", "客户中心"),
    ("周晓燕", "客服人员", None, "kefu", "客户中心"),
    ("钱静文", "会计", None, "qianjingwen", "财务部"),
    ("郑文凯", "市场营销部", None, "zhengwenkai", "市场营销部"),
    ("冯雨晴", "市场营销部", None, "fengyuqing", "市场营销部"),
    ("邓大勇", "技术人员", None, None, "技术部"),
    ("方若澜", "客户管理", None, "fangruolan", "客户管理组"),
    ("秦守拙", "质量管理科", None, "qinshouzhuo", "质量管理科"),
    ("高砚田", "受理单位", None, "gaoyantian", "生产部"),
    ("沈百川", "受理单位主管", None, "shenbaichuan", "生产部"),
    ("丁一禾", "受理单位", "采购人员", "dingyihe", "采购部"),
    ("夏立秋", "受理单位主管", None, "xialiqiu", "采购部"),
    ("江闻笛", "受理单位", None, "jiangwendi", "储运部"),
    ("岳承泽", "受理单位主管", None, "yuechengze", "储运部"),
    ("石敬山", "部主管", None, "shijingshan", "市场营销部"),
    ("钱伯年", "企业领导", None, "qianbonian", "总经理室"),
    ("顾长河", "区域销售主管", None, "guchanghe", "销售部"),
    ("洪立春", "区域销售主管", None, "honglichun", "销售部"),
    ("柏青松", "巡访人员", None, "baiqingsong", "销售部"),
    ("米雪晴", "巡访人员", None, "mixueqing", "销售部"),
)
_LEFT = frozenset({"邓大勇"})

GENERAL_MANAGER, SALES_MANAGER, SALES_SUPERVISOR, SUPERVISOR, ACCOUNTANT = "吴总", "沈静宜", "何立涛", "陈志刚", "钱静文"
SALESPEOPLE, CLERKS, MARKETERS = ("许佳禾", "田春野"), ("孙丽萍", "周晓燕"), ("郑文凯", "冯雨晴")
CARE, QUALITY, DIVISION_HEAD, LEADER = "方若澜", "秦守拙", "石敬山", "钱伯年"
UNITS = {"生产部": ("高砚田", "沈百川"), "采购部": ("丁一禾", "夏立秋"), "储运部": ("江闻笛", "岳承泽")}
"""The handling units of complaints: who investigates, and who supervises there."""
AREA_HEADS, VISITORS = ("顾长河", "洪立春"), ("柏青松", "米雪晴")
"""Who is in charge of the visits in the areas, and who makes them."""
PURCHASER = "丁一禾"
TECHNICIANS = tuple(name for name, role, *_ in _STAFF if role == "技术人员" and name not in _LEFT)
STAYED_BEHIND = "邓大勇"
"""A technician who has left; old rows may still name him."""


def staff() -> list[dict[str, Any]]:
    """The rows of 人员."""
    return [{"name": name, "role": role, "role2": role2, "login": login, "phone": f"1990000{number:04d}", "team": team,
             "active": "否" if name in _LEFT else "是"}
            for number, (name, role, role2, login, team) in enumerate(_STAFF, 11)]


_SURNAMES = ("王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
             "范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤")
_COMMON = 24
_GIVEN = ("桂芳", "秀云", "玉珍", "淑兰", "凤英", "春梅", "桂荣", "素琴", "玉华", "秀芝", "淑敏", "惠兰", "翠萍", "金花", "红霞", "艳玲",
          "丽君", "晓红", "海燕", "雪梅", "亚男", "佳宁", "思雨", "梦洁", "子涵", "雨桐", "欣怡", "诗琪", "文静", "慧敏", "志强", "建民",
          "国栋", "永顺", "德厚", "福来", "守义", "广田", "连城", "玉山", "长林", "振海", "宝库", "占元", "景山", "学文", "士杰", "庆丰",
          "卫东", "援朝", "跃进", "新民", "立军", "海峰", "向阳", "铁柱", "春生", "万福", "有才", "浩然", "宇航", "嘉豪", "俊峰", "明远",
          "天佑", "泽宇", "博文", "鹏程", "敏", "静", "芳", "磊", "勇", "涛", "超", "霞", "萍", "燕", "玲", "刚", "平", "辉", "健", "波",
          "斌", "宁", "颖", "倩", "旭", "凯")
_OTHERS = frozenset({"王健", "王宁", "李静", "李勇", "张宁", "张凯", "刘涛", "陈波", "杨颖", "马超", "赵静", "郑凯", "孙红霞", "曹颖",
                     "于波", "蔡国栋", "何静", "田亮", "高敏", "李宁", "胡静", "陈静", "梁静", "黄磊", "胡海峰", "任静", "白静", "宋宁",
                     "邓超", "杨超", "王浩然", "王志强", "李嘉豪", "于静", "孙静", "苏静", "邓涛"})
"""Combinations that are the names of well-known people."""


def customer_name(random: Random) -> str:
    """A name of the kind that customers have, common surnames more often than rare ones; nobody in particular."""
    while True:
        common = random.random() < 0.7
        surname = random.choice(_SURNAMES[:_COMMON] if common else _SURNAMES[_COMMON:])
        name = surname + random.choice(_GIVEN)
        if name not in _OTHERS and name not in {row[0] for row in _STAFF}:
            return name
