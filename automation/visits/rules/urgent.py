"""VS11: what the unit can't settle goes up as an urgent report, raised by the area's supervisor, ruled on in time."""

from __future__ import annotations

from automation.core.books import Books
from automation.core.rules import Broken, broken
from automation.visits.rules.reports import passed_on_late
from automation.visits.rules.table import rule


@rule("VS11", "visits", at="urgent_no", who="supervisor", says="日报写了紧急事项“{urgent_kind}”，没有填《巡访紧急报告》",
      right="区域销售主管最迟 {due:date} 填报，通报上级")
def urgent_not_reported(books: Books) -> Broken:
    """日报里要通报的紧急事项，下一个工作日以前填《巡访紧急报告》。

    临界合格：现在 2026-03-03 22:00｜巡访日报 到访时间=2026-03-02 10:00；紧急事项=同行新产品上市
    临界不合格：现在 2026-03-04 01:00｜巡访日报 到访时间=2026-03-02 10:00；紧急事项=同行新产品上市
    合格：巡访日报 到访时间=2026-03-02 10:00；紧急事项=同行新产品上市；紧急报告编号=B1
    合格：巡访日报 到访时间=2026-03-02 10:00
    """
    visits = books.visits
    late, due = passed_on_late(books, visits.urgent_kind, visits.urgent_no, "通报工作日", "VS11")
    return broken(late, due=due)


@rule("VS11", "urgent_reports", at="visit_no", says="紧急报告写着巡访 {visit_no}，而那次巡访写的紧急报告是 {cited}",
      right="核对后改正两处的编号，使它们互相对应")
def urgent_of_another_visit(books: Books) -> Broken:
    """紧急报告与日报里的那次巡访互相写明编号。

    合格：紧急报告 紧急报告编号=B1；巡访编号=F1｜巡访日报 巡访编号=F1；紧急报告编号=B1
    不合格：紧急报告 紧急报告编号=B1；巡访编号=F1｜巡访日报 巡访编号=F1；紧急报告编号=B2
    不合格：紧急报告 紧急报告编号=B1；巡访编号=F1｜巡访日报 巡访编号=F1
    """
    reports = books.urgent_reports
    cited = books.lookup(reports.visit_no, "visits", "urgent_no")
    return broken(reports.urgent_no.notna() & (cited.fillna("") != reports.urgent_no), cited=cited)


@rule("VS11", "urgent_reports", at="kind", says="紧急报告写的是“{kind}”，日报写的是“{said}”", right="两处改成一致")
def urgent_kind_differs(books: Books) -> Broken:
    """紧急报告与日报写的是同一类事项。

    合格：紧急报告 巡访编号=F1；紧急事项=同行新产品上市｜巡访日报 巡访编号=F1；紧急事项=同行新产品上市
    不合格：紧急报告 巡访编号=F1；紧急事项=同行新产品上市｜巡访日报 巡访编号=F1；紧急事项=其它紧急事项
    """
    reports = books.urgent_reports
    said = books.lookup(reports.visit_no, "visits", "urgent_kind")
    return broken(reports.kind.notna() & said.notna() & (said != reports.kind), said=said)


@rule("VS11", "urgent_reports", at="raised_by", who="raised_by", says="报告人{raised_by}不是区域销售主管", right="由区域销售主管填报")
def urgent_raised_by_another(books: Books) -> Broken:
    """《巡访紧急报告》由区域销售主管填报。

    合格：紧急报告 报告主管=何立
    不合格：紧急报告 报告主管=林访
    """
    return broken(books.lacking(books.urgent_reports.raised_by, "区域销售主管"))


@rule("VS11", "urgent_reports", at="ruled_at", who="销售经理", says="“{kind}”的紧急报告没有按时批示", right="上级最迟 {due:date} 批示")
def urgent_not_ruled(books: Books) -> Broken:
    """紧急报告，上级两个工作日以内批示。

    临界合格：紧急报告 报告时间=2026-03-02 09:00；批示时间=2026-03-04 17:00
    临界不合格：紧急报告 报告时间=2026-03-02 09:00；批示时间=2026-03-05 08:30
    不合格：紧急报告 报告时间=2026-03-02 09:00
    """
    reports = books.urgent_reports
    limit = books.limit("VS11", "批示工作日", reports.raised_at)
    return broken(books.overdue(reports.raised_at, reports.ruled_at, limit), due=books.due(reports.raised_at, limit))


@rule("VS11", "urgent_reports", at="ruled_by", who="ruled_by", says="批示人{ruled_by}不是上级，或者就是写报告的人", right="由销售经理或企业领导批示")
def urgent_ruled_by_another(books: Books) -> Broken:
    """紧急报告由销售经理、企业领导或总经理批示。

    合格：紧急报告 报告主管=何立；批示人=赵敏
    合格：紧急报告 报告主管=何立；批示人=钱副总
    合格：紧急报告 报告主管=何立；批示人=吴总
    不合格：紧急报告 报告主管=何立；批示人=林访
    不合格：紧急报告 报告主管=赵敏；批示人=赵敏
    """
    reports = books.urgent_reports
    itself = reports.ruled_by.notna() & (reports.ruled_by == reports.raised_by)
    return broken(itself | books.lacking(reports.ruled_by, "销售经理", "企业领导", "总经理"))
