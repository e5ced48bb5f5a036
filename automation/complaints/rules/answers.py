"""CP4, CP5, CP14, AS3.2, AS3.7: answered in writing, the measure, the end; hand-overs taken, the customer visited."""

from __future__ import annotations

from automation.complaints.registers.common import ACCEPTED, REFUSED, REGISTER
from automation.complaints.rules import desks
from automation.complaints.rules.table import rule
from automation.core.books import Books
from automation.core.rules import Broken, broken


@rule("CP14", "cases", at="replied_at", who="unit",
      says="处理意见 {opinion_checked_at:date} 已审定，没有按时书面答复客户（{shown}）",
      right="最迟 {due:date} 书面答复")
def reply_late(books: Books) -> Broken:
    """处理意见审定以后，两个工作日内书面答复客户。

    临界合格：投诉案件 投诉编号=T1；意见审核=2026-03-02 09:00；书面答复=2026-03-04 17:00
    临界不合格：投诉案件 投诉编号=T1；意见审核=2026-03-02 09:00；书面答复=2026-03-05 08:30
    不合格：投诉案件 投诉编号=T1；意见审核=2026-03-02 09:00
    """
    return desks.late(books, "待书面答复")


@rule("CP14", "cases", at="replied_by", who="replied_by",
      says="答复人{replied_by}不是受理单位{unit}的人",
      right="由受理单位答复客户")
def replied_by_another(books: Books) -> Broken:
    """交受理单位的案件，由受理单位书面答复客户。

    合格：投诉案件 受理单位=生产部；答复人=高原
    合格：投诉案件 答复人=郑营
    不合格：投诉案件 受理单位=生产部；答复人=郑营
    """
    cases = books.cases
    return broken(desks.not_of_unit(books, cases.replied_by, cases.unit))


@rule("CP14", "cases", at="replied_at", who="unit",
      says="受理的案件没有书面答复客户，却{what}",
      right="补寄书面答复并写明时间")
def ended_unanswered(books: Books) -> Broken:
    """受理的案件书面答复客户以后，才落实防范、结案。

    合格：投诉案件 裁定=受理；书面答复=2026-03-02 09:00；结案时间=2026-03-02 10:00
    不合格：投诉案件 裁定=受理；结案时间=2026-03-02 10:00
    不合格：投诉案件 裁定=受理；落实时间=2026-03-02 10:00
    合格：投诉案件 裁定=受理
    """
    cases = books.cases
    closed = cases.closed_at.notna()
    what = closed.map({True: "已经结案", False: "已经落实防范"})
    return broken((cases.ruling == ACCEPTED) & (closed | cases.prevented_at.notna()) & cases.replied_at.isna(), what=what)


@rule("CP4", "cases", at="prevented_at", who="unit",
      says="{replied_at:date} 已答复客户，防止再次发生的措施没有按时落实（{shown}）",
      right="被投诉部门最迟 {due:date} 落实措施并写明")
def prevention_late(books: Books) -> Broken:
    """答复客户以后，被投诉部门五个工作日内落实防范措施。

    临界合格：投诉案件 投诉编号=T1；裁定=受理；书面答复=2026-02-25 09:00；落实时间=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；裁定=受理；书面答复=2026-02-25 09:00；落实时间=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；裁定=受理；书面答复=2026-02-25 09:00
    合格：投诉案件 投诉编号=T1；裁定=不予受理；书面答复=2026-02-25 09:00
    """
    return desks.late(books, "待防范")


@rule("CP4", "cases", at="prevented_at", who="unit",
      says="{closed_at:date} 已结案，却没有落实防范措施",
      right="补上被投诉部门的防范措施和落实时间")
def closed_without_prevention(books: Books) -> Broken:
    """防范措施落实以后才结案。

    合格：投诉案件 落实时间=2026-03-02 09:00；结案时间=2026-03-02 10:00
    不合格：投诉案件 结案时间=2026-03-02 10:00
    """
    return desks.skipped(books, "prevented_at", "closed_at")


@rule("CP4", "cases", at="prevented_by", who="prevented_by",
      says="落实人{prevented_by}不是被投诉部门{unit}的人",
      right="由被投诉部门落实防范措施")
def prevented_by_another(books: Books) -> Broken:
    """防范措施由被投诉部门落实。

    合格：投诉案件 受理单位=生产部；落实人=高原
    不合格：投诉案件 受理单位=生产部；落实人=郑营
    合格：投诉案件 落实人=郑营
    """
    cases = books.cases
    return broken(desks.not_of_unit(books, cases.prevented_by, cases.unit))


@rule("CP5", "cases", at="closed_at",
      says="措施 {prevented_at:date} 已落实，没有按时结案（{shown}）",
      right="最迟 {due:date} 结案")
def not_closed(books: Books) -> Broken:
    """防范措施落实以后，两个工作日内结案。

    临界合格：投诉案件 投诉编号=T1；落实时间=2026-03-02 09:00；结案时间=2026-03-04 17:00
    临界不合格：投诉案件 投诉编号=T1；落实时间=2026-03-02 09:00；结案时间=2026-03-05 08:30
    不合格：投诉案件 投诉编号=T1；落实时间=2026-03-02 09:00
    """
    return desks.late(books, "待结案")


@rule("CP5", "handovers", at="taken_at",
      says="{made_at:date} 移交到《客户投诉登记簿》的抱怨没有按时接收",
      right="最迟 {due:date} 办理“接收移交”，立一个投诉案件")
def handover_not_taken(books: Books) -> Broken:
    """移交来的抱怨，最迟下一个工作日接收立案。

    临界合格：待移交 移交到=客户投诉登记簿；移交时间=2026-03-02 09:00；接收时间=2026-03-03 17:00
    临界不合格：待移交 移交到=客户投诉登记簿；移交时间=2026-03-02 09:00；接收时间=2026-03-04 08:30
    不合格：待移交 移交到=客户投诉登记簿；移交时间=2026-03-02 09:00
    合格：待移交 移交到=客户提案登记簿；移交时间=2026-03-02 09:00
    """
    handovers = books.handovers
    made = handovers.made_at.where(handovers.to == REGISTER)
    limit = books.limit("CP5", "接收工作日", made)
    return broken(books.overdue(made, handovers.taken_at, limit), due=books.due(made, limit))


@rule("CP5", "cases", at="closed_at",
      says="案件又写着{what}，又写着{other}",
      right="核对哪个对，撤诉、并案、结案只留一样")
def ended_twice(books: Books) -> Broken:
    """撤诉、并案、结案只能有一样。

    合格：投诉案件 结案时间=2026-03-02 10:00
    合格：投诉案件 撤诉时间=2026-03-02 10:00
    不合格：投诉案件 撤诉时间=2026-03-02 10:00；结案时间=2026-03-02 10:00
    不合格：投诉案件 并入案件=T2；结案时间=2026-03-02 10:00
    不合格：投诉案件 并入案件=T2；撤诉时间=2026-03-02 10:00
    合格：投诉案件 并入案件=T2
    """
    cases = books.cases
    withdrawn, merged, closed = cases.withdrawn_at.notna(), cases.merged_into.notna(), cases.closed_at.notna()
    return broken((withdrawn & merged) | (withdrawn & closed) | (merged & closed), what=withdrawn.map({True: "撤诉", False: "并案"}),
                  other=closed.map({True: "结案", False: "并案"}))


@rule("CP5", "cases", at="reopened_as",
      says="案件{what}，却已经重开为 {reopened_as}",
      right="并案的到保留的那个案件去办；没有办完的接着办，不用重开")
def reopened_unended(books: Books) -> Broken:
    """办完（结案、婉答或撤诉）的案件才重开，并案的不重开。

    合格：投诉案件 重开为=T2；结案时间=2026-03-02 10:00
    合格：投诉案件 重开为=T2；撤诉时间=2026-03-02 10:00
    合格：投诉案件 重开为=T2；裁定=不予受理；书面答复=2026-03-02 10:00
    合格：投诉案件 并入案件=T2
    不合格：投诉案件 重开为=T2；裁定=受理；书面答复=2026-03-02 10:00
    不合格：投诉案件 重开为=T2；裁定=不予受理
    不合格：投诉案件 重开为=T2；结案时间=2026-03-02 10:00；并入案件=T3
    """
    cases = books.cases
    ended = cases.closed_at.notna() | cases.withdrawn_at.notna() | ((cases.ruling == REFUSED) & cases.replied_at.notna())
    merged = cases.merged_into.notna()
    return broken(cases.reopened_as.notna() & (merged | ~ended), what=merged.map({True: "已经并案", False: "还没有办完"}))


@rule("CP5", "cases", at="reopened_as",
      says="写着重开为 {reopened_as}，而那个案件写的重开自是 {cited}",
      right="核对后改正两处的编号，使它们互相对应")
def reopened_as_another(books: Books) -> Broken:
    """重开的案件与原案件互相写明编号。

    合格：投诉案件 投诉编号=T1；重开为=T2｜投诉案件 投诉编号=T2；重开自=T1
    不合格：投诉案件 投诉编号=T1；重开为=T2｜投诉案件 投诉编号=T2；重开自=T3
    不合格：投诉案件 投诉编号=T1；重开为=T2｜投诉案件 投诉编号=T2
    """
    cases = books.cases
    cited = books.lookup(cases.reopened_as, "cases", "reopens")
    return broken(books.known(cases.reopened_as, "cases") & (cited.fillna("") != cases.case_no.fillna("")), cited=cited)


@rule("AS3.2", "handovers", at="taken_no",
      says="移交写着接收编号 {taken_no}，而那个案件写的移交编号是 {cited}",
      right="核对后改正两处的编号，使它们互相对应")
def handover_of_another_case(books: Books) -> Broken:
    """接收的抱怨与投诉案件互相写明编号。

    合格：待移交 移交编号=Y1；移交到=客户投诉登记簿；接收编号=T1｜投诉案件 投诉编号=T1；移交编号=Y1
    不合格：待移交 移交编号=Y1；移交到=客户投诉登记簿；接收编号=T1｜投诉案件 投诉编号=T1；移交编号=Y2
    不合格：待移交 移交编号=Y1；移交到=客户投诉登记簿；接收编号=T9
    合格：待移交 移交编号=Y1；移交到=客户提案登记簿；接收编号=A1
    合格：待移交 移交编号=Y1；移交到=客户投诉登记簿
    """
    handovers = books.handovers
    cited = books.lookup(handovers.taken_no, "cases", "handover_no")
    mine = (handovers.to == REGISTER) & handovers.taken_no.notna()
    return broken(mine & (cited.fillna("") != handovers.handover_no.fillna("")), cited=cited)


@rule("AS3.7", "cases", at="visited_at", who="销售主管",
      says="{received_at:date} 投诉的客户，没有按时上门处理",
      right="由销售主管或专门派人上门处理，最迟 {due:date}")
def case_not_visited(books: Books) -> Broken:
    """投诉的客户，无论情节大小，五个工作日内都要派人上门处理；由调查卡转来的看调查卡。

    临界合格：投诉案件 投诉编号=T1；接诉时间=2026-02-25 09:00；上门处理=2026-03-03 17:00
    临界不合格：投诉案件 投诉编号=T1；接诉时间=2026-02-25 09:00；上门处理=2026-03-04 08:30
    不合格：投诉案件 投诉编号=T1；接诉时间=2026-02-25 09:00
    合格：投诉案件 投诉编号=T1；接诉时间=2026-02-25 09:00；调查卡号=D1
    合格：投诉案件 投诉编号=T1；接诉时间=2026-02-25 09:00；撤诉时间=2026-02-26 09:00
    """
    cases = books.cases
    received = cases.received_at.where(cases.card_no.isna() & ~desks.dropped(cases))
    limit = books.limit("AS3.7", "上门工作日", received)
    return broken(books.overdue(received, cases.visited_at, limit), due=books.due(received, limit))


