"""Choices, desks and drop-downs that the sheets of the complaint register share."""

from __future__ import annotations

from automation.core.conditions import Condition, Is
from automation.core.schema import ListOf

REGISTER = "客户投诉登记簿"

GROUNDS = ("质量有缺陷", "规格等级数量不符", "超过允许误差", "运输途中损坏", "包装不良损坏", "其它质量或违约")
"""CP3: the legitimate grounds, in the order of the text."""

DEMANDS = {"wants_discount": "要求减价", "wants_return": "要求退货", "wants_exchange": "要求换货", "wants_repair": "要求无偿修理",
           "wants_damages": "要求赔偿", "wants_criticism": "批评建议"}
"""CP2: what customers demand; a column of 是/否 each, as several may hold."""

TO_QUALITY, TO_LEADERS, TO_SALES = "送质量管理科", "送企业领导裁定", "按内销业务处理办法"
ROUTES = (TO_QUALITY, TO_LEADERS, TO_SALES)

OTHER_NATURE = "其它未列明"
NATURES = {"质量缺陷": TO_QUALITY, "规格数量与合同不符": TO_QUALITY, "现品与样品不符": TO_QUALITY, "超过技术误差": TO_QUALITY,
           "合同纠纷": TO_LEADERS, "发货手续问题": TO_SALES}
"""CP8: the natures that the text routes, and the way of each; the superior decides the way of :data:`OTHER_NATURE`."""

ACCEPTED, REFUSED = "受理", "不予受理"

OUTCOMES = ("减价", "退货", "换货", "无偿修理", "赔偿", "说明致歉", "不作处理")
MONEY_OUTCOMES = ("减价", "退货", "赔偿")
"""Outcomes that cost money and so need an approved amount (CP20)."""

CAUSES = ("设计", "材料零件", "制造", "检验", "包装", "运输", "安装服务", "销售承诺", "客户使用", "其它")

MARKETING, SUPERIOR, CARE, QUALITY = "市场营销部", "上级主管", "客户管理", "质量管理科"
HEAD, LEADERS, SALES = "部主管", "企业领导", "销售部门"
"""The desks that a case and its copies lie on, besides the handling unit."""

SIXTH_COPY, THIRD_REPORT, HEAD_SETTING = "记录卡第六联收件", "调查报告第三联收件", "部主管"
"""Dated settings: who receives copy 6 of the card and copy 3 of the report (受理单位 or 营业单位), who 部主管 is."""
UNIT_RECEIVES, SALES_RECEIVES = "受理单位", "营业单位"


def _holding(*roles: str) -> Condition:
    """People who hold one of these roles, as their own (职务) or beside it (兼任)."""
    return Is("role", *roles) | Is("role2", *roles)


UNITS = ListOf("受理单位", "people", "team", _holding("受理单位", "受理单位主管"))
"""The handling units: departments where somebody investigates or supervises complaints."""
