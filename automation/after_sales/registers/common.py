"""Choices and drop-downs that several after-sales registers share."""

from __future__ import annotations

from automation.core.conditions import Is
from automation.core.schema import ListOf

PAID, CONTRACT, FREE = "有偿服务", "合同服务", "免费服务"
SERVICE_KINDS = (PAID, CONTRACT, FREE)
INTERNAL_KINDS = ("工作检查", "零件管理", "设备工具维护", "在职训练", "其它行政工作")

FIXED, BROUGHT_BACK = "当场修妥", "携回修护"

TECHNICIANS = ListOf("技术员", "people", "name", Is("role", "技术人员", "技术主管"))
SUPERVISORS = ListOf("技术主管", "people", "name", Is("role", "技术主管"))
DISPATCHERS = ListOf("派工人", "people", "name", Is("role", "销售经理", "技术主管"))
ACCOUNTANTS = ListOf("会计", "people", "name", Is("role", "会计"))
SALES_STAFF = ListOf("销售人员", "people", "name", Is("role", "销售人员", "销售主管", "销售经理"))
