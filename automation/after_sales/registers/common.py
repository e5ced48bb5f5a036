"""Choices and drop-downs that several after-sales registers share."""

from __future__ import annotations

from automation.core.conditions import Condition, Is
from automation.core.schema import ListOf

PAID, CONTRACT, FREE = "有偿服务", "合同服务", "免费服务"
SERVICE_KINDS = (PAID, CONTRACT, FREE)
INTERNAL_KINDS = ("工作检查", "零件管理", "设备工具维护", "在职训练", "其它行政工作")

RECEIPTS = "SJ"
"""What the numbers of the 《客户商品领取收据》 that go out with the vouchers begin with."""

FIXED, BROUGHT_BACK = "当场修妥", "携回修护"


def _holding(*roles: str) -> Condition:
    """People who hold one of these roles, as their own (职务) or beside it (兼任)."""
    return Is("role", *roles) | Is("role2", *roles)


TECHNICIANS = ListOf("技术员", "people", "name", _holding("技术人员", "技术主管"))
SUPERVISORS = ListOf("技术主管", "people", "name", _holding("技术主管"))
DISPATCHERS = ListOf("派工人", "people", "name", _holding("销售经理", "技术主管"))
ACCOUNTANTS = ListOf("会计", "people", "name", _holding("会计"))
SALES_STAFF = ListOf("销售人员", "people", "name", _holding("销售人员", "销售主管", "销售经理"))
