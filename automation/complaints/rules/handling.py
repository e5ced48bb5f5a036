"""CP10 to CP13: the unit's investigation and report, its supervisor's check, quality's review, the head, the opinion."""

from __future__ import annotations

from automation.complaints.registers.common import ACCEPTED, HEAD_SETTING, TO_QUALITY
from automation.complaints.rules import desks
from automation.complaints.rules.table import rule
from automation.core.books import Books
from automation.core.rules import Broken, broken


@rule("CP10", "cases", at="investigated_at", who="unit",
      says="{unit_at:date} 交{unit}调查，没有按时查明（{shown}）",
      right="最迟 {due:date} 查明原因")
def investigation_late(books: Books) -> Broken:
    """受理单位五个工作日内查明原因。

    临界合格：投诉案件 投诉编号=T1；确定时间=2026-02-25 09:00；调查完成=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；确定时间=2026-02-25 09:00；调查完成=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；确定时间=2026-02-25 09:00
    合格：投诉案件 投诉编号=T1；确定时间=2026-02-25 09:00；撤诉时间=2026-02-26 09:00
    """
    return desks.late(books, "调查中")


@rule("CP10", "investigations", at="goods_seen",
      says="没有验现品，也没有做资料调查、实地调查",
      right="以现品调查为原则；现品看不到的，至少查资料或到实地")
def nothing_examined(books: Books) -> Broken:
    """以现品调查为原则，必要时做资料调查或实地调查。

    合格：调查 调查完成=2026-03-02 10:00；现品调查=是
    合格：调查 调查完成=2026-03-02 10:00；现品调查=否；资料调查=是
    合格：调查 调查完成=2026-03-02 10:00；现品调查=否；实地调查=是
    合格：调查 现品调查=否
    不合格：调查 调查完成=2026-03-02 10:00；现品调查=否；资料调查=否
    不合格：调查 调查完成=2026-03-02 10:00；现品调查=否
    """
    table = books.investigations
    elsewhere = (table.records_seen == "是") | (table.site_seen == "是")
    return broken(table.investigated_at.notna() & (table.goods_seen == "否") & ~elsewhere)


@rule("CP10", "investigations", at="investigator",
      says="调查人{investigator}不是受理单位{unit}的人",
      right="由受理单位自己的人调查")
def investigated_by_another(books: Books) -> Broken:
    """调查由受理单位办理。

    合格：调查 受理单位=生产部；调查人=高原
    不合格：调查 受理单位=生产部；调查人=江河
    合格：调查 受理单位=生产部；调查人=已离职的人
    """
    table = books.investigations
    return broken(desks.not_of_unit(books, table.investigator, table.unit))


@rule("CP10", "investigations", at="case_no",
      says="调查写的是投诉 {case_no}，而那个案件写的调查编号是 {cited}",
      right="核对后改正两处的编号，使它们互相对应")
def investigation_of_another_case(books: Books) -> Broken:
    """案件与调查互相写明编号。

    合格：调查 调查编号=D1；投诉编号=T1｜投诉案件 投诉编号=T1；调查编号=D1
    不合格：调查 调查编号=D1；投诉编号=T1｜投诉案件 投诉编号=T1；调查编号=D2
    不合格：调查 调查编号=D1；投诉编号=T1｜投诉案件 投诉编号=T1
    合格：调查 调查编号=D1；投诉编号=查不到的
    """
    table = books.investigations
    cited = books.lookup(table.case_no, "cases", "investigation_no")
    known = books.known(table.case_no, "cases")
    return broken(known & (cited.fillna("") != table.investigation_no.fillna("")), cited=cited)


@rule("CP11", "cases", at="reported_at", who="unit",
      says="{investigated_at:date} 已查明，没有按时写出调查报告（{shown}）",
      right="最迟 {due:date} 填好四联调查报告")
def report_late(books: Books) -> Broken:
    """查明以后，两个工作日内写出调查报告。

    临界合格：投诉案件 投诉编号=T1；调查完成=2026-03-02 09:00；报告时间=2026-03-04 17:00
    临界不合格：投诉案件 投诉编号=T1；调查完成=2026-03-02 09:00；报告时间=2026-03-05 08:30
    不合格：投诉案件 投诉编号=T1；调查完成=2026-03-02 09:00
    """
    return desks.late(books, "待写报告")


@rule("CP11", "cases", at="report_checked_at", who="unit",
      says="报告 {reported_at:date} 已写好，没有按时审核送质量管理科（{shown}）",
      right="受理单位主管最迟 {due:date} 审核送出")
def report_not_checked(books: Books) -> Broken:
    """受理单位主管最迟下一个工作日审核报告，送质量管理科。

    临界合格：投诉案件 投诉编号=T1；报告时间=2026-03-02 09:00；报告审核=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；报告时间=2026-03-02 09:00；报告审核=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；报告时间=2026-03-02 09:00
    """
    return desks.late(books, "待审报告")


@rule("CP11", "cases", at="letter_sent", who="unit",
      says="调查报告 {report_checked_at:date} 送质量管理科，原投诉书没有随同送去",
      right="把原投诉书（或接诉记录）补送质量管理科，送到后写“是”")
def letter_not_sent(books: Books) -> Broken:
    """调查报告随同原投诉书送质量管理科。

    合格：投诉案件 报告审核=2026-03-02 10:00；投诉书随送=是
    合格：投诉案件 投诉书随送=否
    不合格：投诉案件 报告审核=2026-03-02 10:00；投诉书随送=否
    """
    cases = books.cases
    return broken(cases.report_checked_at.notna() & (cases.letter_sent == "否"))


@rule("CP11", "cases", at="report_checked_by", who="report_checked_by",
      says="{report_checked_by}自己写的报告，又自己审核",
      right="由受理单位主管（另一个人）审核")
def checked_ones_own_report(books: Books) -> Broken:
    """写报告和审核报告由两个人办。

    合格：投诉案件 调查编号=D1；报告审核人=沈山｜调查 调查编号=D1；报告人=高原
    不合格：投诉案件 调查编号=D1；报告审核人=沈山｜调查 调查编号=D1；报告人=沈山
    合格：投诉案件 调查编号=D1｜调查 调查编号=D1
    """
    cases = books.cases
    return broken(cases.report_checked_by.notna()
                  & (cases.report_checked_by == books.lookup(cases.investigation_no, "investigations", "reported_by")))


@rule("CP11", "cases", at="report_checked_by", who="report_checked_by",
      says="报告审核人{report_checked_by}不是{unit}的主管",
      right="由受理单位主管审核")
def report_checked_by_another(books: Books) -> Broken:
    """报告由受理单位的主管审核。

    合格：投诉案件 受理单位=生产部；报告审核人=沈山
    不合格：投诉案件 受理单位=储运部；报告审核人=沈山
    不合格：投诉案件 受理单位=生产部；报告审核人=高原
    """
    cases = books.cases
    another = desks.not_of_unit(books, cases.report_checked_by, cases.unit)
    return broken(another | books.lacking(cases.report_checked_by, "受理单位主管"))


@rule("CP11", "cases", at="reported_at", who="unit",
      says="案件写着报告时间 {reported_at}，调查 {investigation_no} 写的是{written}",
      right="两处改成一致；没有写过报告的清空案件的报告时间")
def report_time_differs(books: Books) -> Broken:
    """案件和调查上的报告时间一致。

    合格：投诉案件 调查编号=D1；报告时间=2026-03-02 10:00｜调查 调查编号=D1；报告时间=2026-03-02 10:00
    临界不合格：投诉案件 调查编号=D1；报告时间=2026-03-02 10:00｜调查 调查编号=D1；报告时间=2026-03-02 10:01
    不合格：投诉案件 调查编号=D1；报告时间=2026-03-02 10:00｜调查 调查编号=D1
    合格：投诉案件 调查编号=D1｜调查 调查编号=D1
    """
    cases = books.cases
    written = books.lookup(cases.investigation_no, "investigations", "reported_at")
    known = books.known(cases.investigation_no, "investigations")
    return broken(known & cases.reported_at.notna() & (cases.reported_at != written), written=written)


@rule("CP11", "cases", at="report_checked_at", who="unit",
      says="{quality_at:date} 质量管理科已审核，报告却没有经受理单位主管审核",
      right="补上主管审核的人和时间")
def report_unchecked(books: Books) -> Broken:
    """报告经受理单位主管审核以后，才交质量管理科。

    合格：投诉案件 报告审核=2026-03-02 09:00；质量审核=2026-03-02 10:00
    不合格：投诉案件 质量审核=2026-03-02 10:00
    """
    return desks.skipped(books, "report_checked_at", "quality_at")


@rule("CP12", "cases", at="quality_at", who="质量管理科",
      says="报告 {report_checked_at:date} 送到，质量管理科没有按时审核（{shown}）",
      right="最迟 {due:date} 整理审核，呈报部主管，回复受理单位")
def quality_late(books: Books) -> Broken:
    """质量管理科两个工作日内审核报告。

    临界合格：投诉案件 投诉编号=T1；报告审核=2026-03-02 09:00；质量审核=2026-03-04 17:00
    临界不合格：投诉案件 投诉编号=T1；报告审核=2026-03-02 09:00；质量审核=2026-03-05 08:30
    不合格：投诉案件 投诉编号=T1；报告审核=2026-03-02 09:00
    """
    return desks.late(books, "待质量审核")


@rule("CP12", "cases", at="head_at", who="部主管",
      says="{quality_at:date} 呈报的报告，部主管没有按时审核（{shown}）",
      right="最迟 {due:date} 审核")
def head_late(books: Books) -> Broken:
    """部主管两个工作日内审核。

    临界合格：投诉案件 投诉编号=T1；质量审核=2026-03-02 09:00；部主管审核=2026-03-04 17:00
    临界不合格：投诉案件 投诉编号=T1；质量审核=2026-03-02 09:00；部主管审核=2026-03-05 08:30
    不合格：投诉案件 投诉编号=T1；质量审核=2026-03-02 09:00
    """
    return desks.late(books, "待部主管审核")


@rule("CP12", "cases", at="quality_by", who="quality_by",
      says="质量审核人{quality_by}不是质量管理科的人",
      right="由质量管理科审核")
def reviewed_by_another(books: Books) -> Broken:
    """报告由质量管理科审核。

    合格：投诉案件 质量审核人=秦岭
    不合格：投诉案件 质量审核人=高原
    """
    return broken(books.lacking(books.cases.quality_by, "质量管理科"))


@rule("CP12", "cases", at="head_by", who="head_by",
      says="{head_by}不是部主管{named}",
      right="由当时的部主管审核；换人的在《基础资料》“设置”里写明生效日期")
def head_is_another(books: Books) -> Broken:
    """报告呈报部主管审核；设置里写了部主管是谁的，就由他审核。

    合格：投诉案件 部主管=石磊；部主管审核=2026-03-02 09:00
    不合格：投诉案件 部主管=赵敏；部主管审核=2026-03-02 09:00
    合格：设置 项目=部主管；内容=石磊｜投诉案件 部主管=石磊；部主管审核=2026-03-02 09:00
    临界不合格：设置 项目=部主管；内容=赵敏；生效日期=2026-03-02｜投诉案件 部主管=石磊；部主管审核=2026-03-02 09:00
    临界合格：设置 项目=部主管；内容=赵敏；生效日期=2026-03-03｜投诉案件 部主管=石磊；部主管审核=2026-03-02 09:00
    合格：投诉案件 部主管审核=2026-03-02 09:00
    """
    cases = books.cases
    named = books.setting(HEAD_SETTING, cases.head_at, "")
    another = cases.head_by.notna() & (named != "") & (cases.head_by != named)
    return broken(another | books.lacking(cases.head_by, "部主管"), named=named)


@rule("CP12", "cases", at="quality_at", who="质量管理科",
      says="{head_at:date} 部主管已审核，报告却没有经质量管理科审核",
      right="补上质量管理科审核的人和时间")
def quality_left_out(books: Books) -> Broken:
    """报告先经质量管理科审核，再呈报部主管。

    合格：投诉案件 质量审核=2026-03-02 09:00；部主管审核=2026-03-02 10:00
    不合格：投诉案件 部主管审核=2026-03-02 10:00
    """
    return desks.skipped(books, "quality_at", "head_at")


@rule("CP12", "cases", at="head_at", who="部主管",
      says="{opinion_at:date} 受理单位已提出处理意见，报告却没有经部主管审核",
      right="补上部主管审核的人和时间")
def head_left_out(books: Books) -> Broken:
    """送质量管理科的案件，经部主管审核以后，受理单位才提出处理意见。

    合格：投诉案件 处理路线=送质量管理科；部主管审核=2026-03-02 09:00；意见时间=2026-03-02 10:00
    合格：投诉案件 处理路线=送企业领导裁定；意见时间=2026-03-02 10:00
    不合格：投诉案件 处理路线=送质量管理科；意见时间=2026-03-02 10:00
    """
    cases = books.cases
    return broken((cases.route == TO_QUALITY) & cases.opinion_at.notna() & cases.head_at.isna())


@rule("CP13", "cases", at="opinion_at", who="unit",
      says="{opinion_checked_at:date} 上级已审核处理意见，却没有提出意见的时间",
      right="补上处理意见、提出的人和时间")
def checked_unproposed(books: Books) -> Broken:
    """先提出处理意见，再由上级审核。

    合格：投诉案件 意见时间=2026-03-02 09:00；意见审核=2026-03-02 10:00
    合格：投诉案件 接诉时间=2026-03-02 09:00
    不合格：投诉案件 意见审核=2026-03-02 10:00
    """
    return desks.skipped(books, "opinion_at", "opinion_checked_at")


@rule("CP13", "cases", at="opinion_at", who="unit",
      says="{head_at:date} 部主管已审核，受理单位没有按时提出处理意见（{shown}）",
      right="最迟 {due:date} 提出具体处理意见")
def opinion_late(books: Books) -> Broken:
    """受理单位两个工作日内提出处理意见。

    临界合格：投诉案件 投诉编号=T1；部主管审核=2026-03-02 09:00；意见时间=2026-03-04 17:00
    临界不合格：投诉案件 投诉编号=T1；部主管审核=2026-03-02 09:00；意见时间=2026-03-05 08:30
    不合格：投诉案件 投诉编号=T1；部主管审核=2026-03-02 09:00
    """
    return desks.late(books, "待处理意见")


@rule("CP13", "cases", at="opinion_checked_at", who="unit",
      says="处理意见 {opinion_at:date} 已提出，上级没有按时审核（{shown}）",
      right="最迟 {due:date} 审核")
def opinion_not_checked(books: Books) -> Broken:
    """上级主管最迟下一个工作日审核处理意见。

    临界合格：投诉案件 投诉编号=T1；意见时间=2026-03-02 09:00；意见审核=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；意见时间=2026-03-02 09:00；意见审核=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；意见时间=2026-03-02 09:00
    """
    return desks.late(books, "待审意见")


@rule("CP13", "cases", at="opinion_by", who="opinion_by",
      says="意见人{opinion_by}不是受理单位{unit}的人",
      right="由受理单位提出处理意见")
def opinion_of_another(books: Books) -> Broken:
    """处理意见由受理单位提出。

    合格：投诉案件 受理单位=生产部；意见人=高原
    不合格：投诉案件 受理单位=生产部；意见人=江河
    合格：投诉案件 意见人=钱副总
    """
    cases = books.cases
    return broken(desks.not_of_unit(books, cases.opinion_by, cases.unit))


@rule("CP13", "cases", at="opinion_checked_by", who="opinion_checked_by",
      says="意见审核人{opinion_checked_by}不是{unit}的主管，或者就是提出意见的人",
      right="由受理单位的上级主管（另一个人）审核")
def opinion_checked_by_another(books: Books) -> Broken:
    """处理意见由受理单位的另一位主管审核。

    合格：投诉案件 受理单位=生产部；意见人=高原；意见审核人=沈山
    合格：投诉案件 意见人=钱副总；意见审核人=钱副总
    不合格：投诉案件 受理单位=生产部；意见人=沈山；意见审核人=沈山
    不合格：投诉案件 受理单位=储运部；意见人=江河；意见审核人=沈山
    不合格：投诉案件 受理单位=生产部；意见人=沈山；意见审核人=高原
    """
    cases = books.cases
    itself = cases.unit.notna() & cases.opinion_checked_by.notna() & (cases.opinion_checked_by == cases.opinion_by)
    head = books.lacking(cases.opinion_checked_by.where(cases.unit.notna()), "受理单位主管")
    return broken(itself | head | desks.not_of_unit(books, cases.opinion_checked_by, cases.unit))


@rule("CP13", "cases", at="opinion_checked_at", who="unit",
      says="{replied_at:date} 已答复客户，处理意见却没有经上级审核",
      right="补上审核的人和时间；今后审核以后才答复")
def opinion_unchecked(books: Books) -> Broken:
    """受理的案件，处理意见经上级审核以后才答复客户。

    合格：投诉案件 裁定=受理；意见审核=2026-03-02 09:00；书面答复=2026-03-02 10:00
    合格：投诉案件 裁定=不予受理；书面答复=2026-03-02 10:00
    不合格：投诉案件 裁定=受理；书面答复=2026-03-02 10:00
    """
    cases = books.cases
    return broken((cases.ruling == ACCEPTED) & cases.replied_at.notna() & cases.opinion_checked_at.isna())
