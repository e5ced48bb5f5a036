"""CP6, CP8, CP9, CP15: the card is filled, its way follows from the nature, the unit is proposed and decided."""

from __future__ import annotations

from automation.complaints.registers.common import NATURES, REFUSED, TO_LEADERS, TO_SALES
from automation.complaints.rules import desks
from automation.complaints.rules.table import rule
from automation.core.books import Books
from automation.core.rules import Broken, broken


@rule("CP8", "cases", at="routed_at",
      says="{ruled_at:date} 已受理，没有按时填《投诉记录卡》送出（{shown}）",
      right="最迟 {due:date} 按案件性质填卡送出")
def card_not_filled(books: Books) -> Broken:
    """受理的投诉，最迟下一个工作日填《投诉记录卡》送出。

    临界合格：投诉案件 投诉编号=T1；裁定=受理；裁定时间=2026-03-02 09:00；填卡时间=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；裁定=受理；裁定时间=2026-03-02 09:00；填卡时间=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；裁定=受理；裁定时间=2026-03-02 09:00
    合格：投诉案件 投诉编号=T1；裁定=不予受理；裁定时间=2026-03-02 09:00
    """
    return desks.late(books, "待填卡")


@rule("CP8", "cases", at="route",
      says="案件性质是{nature}，处理路线却是{route}",
      right="应{expected}")
def wrong_route(books: Books) -> Broken:
    """质量、规格、样品、误差送质量管理科，合同纠纷送企业领导裁定，发货手续按内销业务处理办法。

    合格：投诉案件 案件性质=质量缺陷；处理路线=送质量管理科
    合格：投诉案件 案件性质=规格数量与合同不符；处理路线=送质量管理科
    合格：投诉案件 案件性质=现品与样品不符；处理路线=送质量管理科
    合格：投诉案件 案件性质=超过技术误差；处理路线=送质量管理科
    合格：投诉案件 案件性质=合同纠纷；处理路线=送企业领导裁定
    合格：投诉案件 案件性质=发货手续问题；处理路线=按内销业务处理办法
    合格：投诉案件 案件性质=其它未列明；处理路线=送企业领导裁定
    不合格：投诉案件 案件性质=合同纠纷；处理路线=送质量管理科
    不合格：投诉案件 案件性质=发货手续问题；处理路线=送企业领导裁定
    """
    cases = books.cases
    expected = cases.nature.map(NATURES)
    return broken(expected.notna() & cases.route.notna() & (cases.route != expected), expected=expected)


@rule("CP8", "cases", at="route_by", who="routed_by",
      says="定路线的{route_by}不是上级主管",
      right="规则没有列明的，由上级主管决定怎样处理并写明依据")
def routed_by_another(books: Books) -> Broken:
    """规则没有列明的案件，处理路线由上级主管决定。

    合格：投诉案件 定路线主管=赵敏
    合格：投诉案件 定路线主管=钱副总
    合格：投诉案件 定路线主管=吴总
    不合格：投诉案件 定路线主管=郑营
    """
    return broken(books.lacking(books.cases.route_by, "销售经理", "总经理", "企业领导"))


@rule("CP8", "cases", at="opinion_checked_at", who="企业领导",
      says="{routed_at:date} 送请企业领导裁定的合同纠纷，没有按时裁定（{shown}）",
      right="最迟 {due:date} 裁定")
def leaders_late(books: Books) -> Broken:
    """送企业领导裁定的案件，五个工作日内裁定。

    临界合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=送企业领导裁定；填卡时间=2026-02-25 09:00；意见审核=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=送企业领导裁定；填卡时间=2026-02-25 09:00；意见审核=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=送企业领导裁定；填卡时间=2026-02-25 09:00
    合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=送质量管理科；填卡时间=2026-02-25 09:00
    """
    return desks.late(books, "待领导裁定")


@rule("CP8", "cases", at="opinion_checked_at", who="销售主管",
      says="{routed_at:date} 转内销办理的发货手续问题，没有按时办理（{shown}）",
      right="最迟 {due:date} 依照内销业务处理办法办理")
def sales_late(books: Books) -> Broken:
    """发货手续问题，五个工作日内依照内销业务处理办法办理。

    临界合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=按内销业务处理办法；填卡时间=2026-02-25 09:00；意见审核=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=按内销业务处理办法；填卡时间=2026-02-25 09:00；意见审核=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=按内销业务处理办法；填卡时间=2026-02-25 09:00
    """
    return desks.late(books, "待内销办理")


@rule("CP8", "cases", at="opinion_checked_by", who="opinion_checked_by",
      says="{route}的案件由{opinion_checked_by}裁定，不合办法",
      right="合同纠纷由企业领导裁定，发货手续由销售主管办理")
def decided_by_another(books: Books) -> Broken:
    """合同纠纷由企业领导裁定，发货手续由销售主管（或销售经理）办理。

    合格：投诉案件 处理路线=送企业领导裁定；意见审核人=钱副总
    合格：投诉案件 处理路线=送企业领导裁定；意见审核人=吴总
    合格：投诉案件 处理路线=按内销业务处理办法；意见审核人=孙丽
    合格：投诉案件 处理路线=按内销业务处理办法；意见审核人=赵敏
    合格：投诉案件 处理路线=送质量管理科；意见审核人=沈山
    不合格：投诉案件 处理路线=送企业领导裁定；意见审核人=赵敏
    不合格：投诉案件 处理路线=按内销业务处理办法；意见审核人=钱副总
    """
    cases = books.cases
    leaders = (cases.route == TO_LEADERS) & books.lacking(cases.opinion_checked_by, "企业领导", "总经理")
    sales = (cases.route == TO_SALES) & books.lacking(cases.opinion_checked_by, "销售主管", "销售经理")
    return broken(leaders | sales)


@rule("CP8", "cases", at="ruling",
      says="裁定不予受理，却又在 {routed_at:date} 填卡送出",
      right="核对裁定；不予受理的不填卡，作废已填的记录卡")
def routed_though_refused(books: Books) -> Broken:
    """不予受理的投诉不填卡。

    合格：投诉案件 裁定=受理；填卡时间=2026-03-02 09:00
    合格：投诉案件 裁定=不予受理
    不合格：投诉案件 裁定=不予受理；填卡时间=2026-03-02 09:00
    """
    cases = books.cases
    return broken(cases.routed_at.notna() & (cases.ruling == REFUSED))


@rule("CP6", "cases", at="proposed_at", who="客户管理",
      says="{routed_at:date} 送来的处理通知，没有按时提出受理单位（{shown}）",
      right="最迟 {due:date} 检查审核通知，提出由哪个单位处理")
def unit_not_proposed(books: Books) -> Broken:
    """客户管理最迟下一个工作日提出受理单位。

    临界合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=送质量管理科；填卡时间=2026-03-02 09:00；提出时间=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=送质量管理科；填卡时间=2026-03-02 09:00；提出时间=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=送质量管理科；填卡时间=2026-03-02 09:00
    合格：投诉案件 投诉编号=T1；裁定=受理；处理路线=送企业领导裁定；填卡时间=2026-03-02 09:00
    """
    return desks.late(books, "待提单位")


@rule("CP6", "cases", at="proposed_by", who="proposed_by",
      says="受理单位由{proposed_by}提出，不是客户管理的人",
      right="由客户管理检查审核通知并提出受理单位")
def proposed_by_another(books: Books) -> Broken:
    """受理单位由客户管理提出。

    合格：投诉案件 提出人=方圆
    不合格：投诉案件 提出人=郑营
    """
    return broken(books.lacking(books.cases.proposed_by, "客户管理"))


@rule("CP9", "cases", at="unit_at", who="质量管理科",
      says="受理单位 {proposed_at:date} 已提出，没有按时确定（{shown}）",
      right="最迟 {due:date} 确定受理单位，指示调查")
def unit_not_decided(books: Books) -> Broken:
    """质量管理科最迟下一个工作日确定受理单位。

    临界合格：投诉案件 投诉编号=T1；提出时间=2026-03-02 09:00；确定时间=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；提出时间=2026-03-02 09:00；确定时间=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；提出时间=2026-03-02 09:00
    """
    return desks.late(books, "待定单位")


@rule("CP9", "cases", at="unit_by", who="unit_by",
      says="受理单位由{unit_by}确定，不是质量管理科的人",
      right="由质量管理科确定")
def unit_decided_by_another(books: Books) -> Broken:
    """受理单位由质量管理科确定。

    合格：投诉案件 确定人=秦岭
    不合格：投诉案件 确定人=方圆
    """
    return broken(books.lacking(books.cases.unit_by, "质量管理科"))


@rule("CP9", "cases", at="proposed_at", who="客户管理",
      says="{unit_at:date} 已确定受理单位，却没有经客户管理提出",
      right="补上提出的人和时间；今后先由客户管理审核通知")
def unit_unproposed(books: Books) -> Broken:
    """先由客户管理提出，再由质量管理科确定。

    合格：投诉案件 提出时间=2026-03-02 09:00；确定时间=2026-03-02 10:00
    不合格：投诉案件 确定时间=2026-03-02 10:00
    """
    return desks.skipped(books, "proposed_at", "unit_at")


@rule("CP9", "cases", at="unit", who="质量管理科",
      says="案件写的受理单位是{unit}，调查 {investigation_no} 写的是{ordered}",
      right="两处改成一致")
def unit_differs(books: Books) -> Broken:
    """指示调查的单位，就是案件的受理单位。

    合格：投诉案件 受理单位=生产部；调查编号=D1｜调查 调查编号=D1；受理单位=生产部
    不合格：投诉案件 受理单位=生产部；调查编号=D1｜调查 调查编号=D1；受理单位=储运部
    合格：投诉案件 受理单位=生产部
    """
    cases = books.cases
    ordered = books.lookup(cases.investigation_no, "investigations", "unit")
    return broken(ordered.notna() & cases.unit.notna() & (cases.unit != ordered), ordered=ordered)


@rule("CP15", "cases", at="ruled_at", who="销售经理",
      says="《投诉记录卡》{routed_at:date} 已填，却没有受理时间",
      right="补上裁定受理的人和时间；记录卡要写明客户、要求、受理时间和编号")
def card_without_acceptance(books: Books) -> Broken:
    """《投诉记录卡》写明客户名称、客户要求、受理时间和编号。

    合格：投诉案件 填卡时间=2026-03-02 10:00；裁定时间=2026-03-02 09:00
    合格：投诉案件 接诉时间=2026-03-02 10:00
    不合格：投诉案件 填卡时间=2026-03-02 10:00
    """
    return desks.skipped(books, "ruled_at", "routed_at")


@rule("CP8", "cases", at="routed_at",
      says="{opinion_at:date} 已经有处理意见，却没有填卡定路线",
      right="补上案件性质、路线和填卡时间；今后先定路线再处理")
def handled_unrouted(books: Books) -> Broken:
    """先按案件性质定路线，再提处理意见。

    合格：投诉案件 填卡时间=2026-03-02 09:00；意见时间=2026-03-02 10:00
    合格：投诉案件 接诉时间=2026-03-02 09:00
    不合格：投诉案件 意见时间=2026-03-02 10:00
    """
    return desks.skipped(books, "routed_at", "opinion_at")


@rule("CP7", "cases", at="merged_at",
      says="案件 {merged_at:date} 已并入 {merged_into}，又在 {later:date} 接着办",
      right="在 {merged_into} 里办；这一个并案以后写的核对后移过去")
def worked_on_after_merging(books: Books) -> Broken:
    """并案以后，只办保留的那一个案件。

    临界合格：投诉案件 并入案件=T0；并案时间=2026-03-02 09:00；填卡时间=2026-03-02 09:00
    临界不合格：投诉案件 并入案件=T0；并案时间=2026-03-02 09:00；填卡时间=2026-03-02 09:01
    合格：投诉案件 并入案件=T0；并案时间=2026-03-02 09:00；确认时间=2026-03-01 09:00
    """
    cases = books.cases
    later = cases[["ground_at", "ruled_at", "routed_at", "proposed_at", "unit_at", "opinion_at", "replied_at", "prevented_at"]].max(axis=1)
    return broken(later > cases.merged_at, later=later)
