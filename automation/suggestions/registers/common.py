"""Choices and drop-downs that the sheets of the suggestion register share."""

from __future__ import annotations

from collections.abc import Mapping

from automation.core.conditions import Condition, Is
from automation.core.schema import ListOf

REGISTER = "客户提案登记簿"

KINDS: Mapping[str, str] = {"standard": "提高标准化程度", "logistics": "降低物流成本、改善销售", "materials": "新材料新零部件",
                            "service": "改善售后服务", "others": "其它"}
"""SG3: what proposals are about, in the order of the text; the names are those of the half year's targets."""
OTHER_KIND = KINDS["others"]

ADOPTED, REJECTED = "采纳", "不采纳"
COMPANYS, NOTHING_DEVELOPED = "归本企业", "没有开发研制"
"""SG5.5: whose what was developed from a proposal is."""

BY_CARD, BY_VISIT, BY_LETTER, BY_FORM = "意见调查", "巡访", "来函", "表格"
CHANNELS = (BY_CARD, BY_VISIT, BY_LETTER, BY_FORM, "电话", "来访", "其它")

MARKETING, STUDYING, CARRYING_OUT = "市场营销部", "研究部门", "实施部门"
"""The desks a proposal lies on; the second one stands for the departments that study it, the third for the one that carries it out."""

RESEARCHERS = ("受理单位", "受理单位主管", "质量管理科", "技术主管", "销售主管", "客户管理", "采购人员", "会计")
"""Who may study a proposal, each for his own department."""


def _holding(*roles: str) -> Condition:
    """People who hold one of these roles, as their own (职务) or beside it (兼任)."""
    return Is("role", *roles) | Is("role2", *roles)


UNITS = ListOf("研究部门", "people", "team", _holding(*RESEARCHERS))
"""The departments that study proposals and carry them out."""

FIRST, SECOND = "上半年", "下半年"
