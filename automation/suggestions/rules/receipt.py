"""SG5.1, SG5.2: proposals taken over from survey cards, entered once, sent to the departments in time."""

from __future__ import annotations

from automation.core.books import Books
from automation.core.rules import Broken, broken
from automation.suggestions.registers.common import REGISTER
from automation.suggestions.rules import desks
from automation.suggestions.rules.table import rule


@rule("SG5.1", "handovers", at="taken_at",
      says="{made_at:date} 移交到《客户提案登记簿》的建议没有按时接收",
      right="最迟 {due:date} 办理“接收建议”，登记为提案")
def suggestion_not_taken(books: Books) -> Broken:
    """移交来的建议，最迟下一个工作日接收登记。

    临界合格：待移交 移交到=客户提案登记簿；移交时间=2026-03-02 09:00；接收时间=2026-03-03 17:00
    临界不合格：待移交 移交到=客户提案登记簿；移交时间=2026-03-02 09:00；接收时间=2026-03-04 08:30
    不合格：待移交 移交到=客户提案登记簿；移交时间=2026-03-02 09:00
    合格：待移交 移交到=客户投诉登记簿；移交时间=2026-03-02 09:00
    """
    handovers = books.handovers
    made = handovers.made_at.where(handovers.to == REGISTER)
    limit = books.limit("SG5.1", "接收工作日", made)
    return broken(books.overdue(made, handovers.taken_at, limit), due=books.due(made, limit))


@rule("SG5.1", "handovers", at="taken_no",
      says="移交写着接收编号 {taken_no}，而那件提案写的移交编号是 {cited}",
      right="核对后改正两处的编号，使它们互相对应")
def handover_of_another_proposal(books: Books) -> Broken:
    """接收的建议与提案互相写明编号。

    合格：待移交 移交编号=Y1；移交到=客户提案登记簿；接收编号=A1｜提案 提案编号=A1；移交编号=Y1
    不合格：待移交 移交编号=Y1；移交到=客户提案登记簿；接收编号=A1｜提案 提案编号=A1；移交编号=Y2
    不合格：待移交 移交编号=Y1；移交到=客户提案登记簿；接收编号=A9
    合格：待移交 移交编号=Y1；移交到=客户投诉登记簿；接收编号=T1
    合格：待移交 移交编号=Y1；移交到=客户提案登记簿
    """
    handovers = books.handovers
    cited = books.lookup(handovers.taken_no, "proposals", "handover_no")
    mine = (handovers.to == REGISTER) & handovers.taken_no.notna()
    return broken(mine & (cited.fillna("") != handovers.handover_no.fillna("")), cited=cited)


@rule("SG5.2", "proposals", at="sent_at",
      says="{received_at:date} 收到的提案没有按时送交部门（{shown}）",
      right="最迟 {due:date} 送交有关部门研究")
def proposal_not_sent(books: Books) -> Broken:
    """收到提案，两个工作日内送交有关部门研究分析。

    临界合格：提案 提案编号=A1；收到时间=2026-03-02 09:00；送交时间=2026-03-04 17:00
    临界不合格：提案 提案编号=A1；收到时间=2026-03-02 09:00；送交时间=2026-03-05 08:30
    临界合格：现在 2026-03-04 22:00｜提案 提案编号=A1；收到时间=2026-03-02 09:00
    临界不合格：现在 2026-03-05 01:00｜提案 提案编号=A1；收到时间=2026-03-02 09:00
    合格：提案 提案编号=A1；收到时间=2026-03-02 09:00；终止时间=2026-03-03 09:00
    """
    return desks.late(books, "待送交")


@rule("SG5.2", "proposals", at="title", who="received_by",
      says="这位客户的“{title}”前面已经登记过（{other}）",
      right="同一件的办理“终止提案”；确是另一件的，把提案名称写得分得开")
def entered_twice(books: Books) -> Broken:
    """同一客户、同一商品的同一件提案只登记一次，后收到的是重复的。

    不合格：提案 提案编号=A1；客户类别=用户；用户编号=Y1；商品型号=QY-20；提案名称=加装排空阀｜提案 提案编号=A2；客户类别=用户；用户编号=Y1；商品型号=QY-20；提案名称=加装排空阀
    合格：提案 提案编号=A1；客户类别=用户；用户编号=Y1；商品型号=QY-20；提案名称=加装排空阀｜提案 提案编号=A2；客户类别=用户；用户编号=Y2；商品型号=QY-20；提案名称=加装排空阀
    合格：提案 提案编号=A1；客户类别=用户；用户编号=Y1；商品型号=QY-20；提案名称=加装排空阀｜提案 提案编号=A2；客户类别=用户；用户编号=Y1；商品型号=QY-20；提案名称=加装排空阀；终止时间=2026-03-02 09:00
    合格：提案 提案编号=A1；客户类别=用户；用户编号=Y1；往来企业编号=W1；商品型号=QY-20；提案名称=加装排空阀｜提案 提案编号=A2；客户类别=往来企业；往来企业编号=W1；商品型号=QY-20；提案名称=加装排空阀
    不合格：提案 提案编号=A1；客户类别=往来企业；往来企业编号=W1；商品型号=QY-20；提案名称=加装排空阀｜提案 提案编号=A2；客户类别=往来企业；往来企业编号=W1；商品型号=QY-20；提案名称=加装排空阀
    合格：提案 提案编号=A1；客户类别=用户；商品型号=QY-20；提案名称=加装排空阀｜提案 提案编号=A2；客户类别=用户；商品型号=QY-20；提案名称=加装排空阀
    """
    proposals = books.proposals
    table = proposals.assign(who=desks.who(proposals))[desks.live(books)].dropna(subset=["who", "model", "title"])
    groups = table.sort_values(["received_at", "proposal_no"]).groupby(["who", "model", "title"], sort=False)
    other = groups.proposal_no.transform("first")[groups.cumcount() > 0].reindex(proposals.index)
    return broken(other.notna(), other=other)


@rule("SG5.2", "proposals", at="units",
      says="送交部门写的是{units}，“研究”里的是{expected}",
      right="两处改成一致；送交的每个部门在“研究”里都有一行")
def units_differ(books: Books) -> Broken:
    """提案写明的送交部门，就是“研究”里的各部门。

    合格：提案 提案编号=A1；送交部门=生产部、储运部｜研究 提案编号=A1；研究部门=生产部｜研究 提案编号=A1；研究部门=储运部
    合格：提案 提案编号=A1
    不合格：提案 提案编号=A1；送交部门=生产部
    不合格：提案 提案编号=A1；送交部门=生产部｜研究 提案编号=A1；研究部门=生产部｜研究 提案编号=A1；研究部门=储运部
    不合格：提案 提案编号=A1｜研究 提案编号=A1；研究部门=生产部
    """
    proposals = books.proposals
    studies = books.studies.dropna(subset=["proposal_no", "unit"]).drop_duplicates(["proposal_no", "unit"])
    expected = desks.by_proposal(books, studies.groupby("proposal_no", sort=False).unit.agg("、".join))
    differs = expected.fillna("") != proposals.units.fillna("")
    return broken(proposals.proposal_no.notna() & differs, expected=expected)


@rule("SG5.2", "studies", at="unit", who="sent_by",
      says="提案 {proposal_no} 前面已经送交过{unit}",
      right="核对后留一行，多出的一行清空")
def sent_twice(books: Books) -> Broken:
    """同一件提案，一个部门只送交一次。

    不合格：研究 提案编号=A1；研究部门=生产部｜研究 提案编号=A1；研究部门=生产部
    合格：研究 提案编号=A1；研究部门=生产部｜研究 提案编号=A1；研究部门=储运部
    合格：研究 提案编号=A1；研究部门=生产部｜研究 提案编号=A2；研究部门=生产部
    合格：研究 研究部门=生产部｜研究 研究部门=生产部
    """
    studies = books.studies
    told = studies.proposal_no.notna() & studies.unit.notna()
    return broken(told & studies.duplicated(["proposal_no", "unit"], keep="first"))
