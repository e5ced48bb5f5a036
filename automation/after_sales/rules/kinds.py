"""AS2.1: the four kinds of service, held against warranties and contracts."""

from __future__ import annotations

import pandas as pd

from automation.after_sales.registers.common import BROUGHT_BACK, CONTRACT, FIXED, FREE, INTERNAL_KINDS
from automation.after_sales.rules import warranties
from automation.after_sales.rules.table import rule
from automation.core.books import Books
from automation.core.findings import Severity
from automation.core.rules import Broken, broken


@rule("AS2.1", "calls", at="kind", who="客服人员",
      says="{called_at:date} 叫修时保修期已过（{until:date} 到期），却按免费服务登记",
      right="改为有偿服务；有保养合同的改为合同服务并填合同编号")
def free_after_warranty(books: Books) -> Broken:
    """免费服务只限保修期内，保修最后一天当天仍免费。

    合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=免费服务；机号=A1｜用户商品 机号=A1；商品型号=QY-20；购买日期=2024-01-10
    临界合格：叫修登记 叫修时间=2026-03-02 17:00；服务类别=免费服务；机号=A1｜用户商品 机号=A1；商品型号=QY-20；购买日期=2023-03-02
    临界不合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=免费服务；机号=A1｜用户商品 机号=A1；商品型号=QY-20；购买日期=2023-03-01
    合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=有偿服务；机号=A1｜用户商品 机号=A1；商品型号=QY-20；购买日期=2020-03-01
    不合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=免费服务；用户编号=Y1；商品型号=QY-20｜用户商品 用户编号=Y1；商品型号=QY-20；购买日期=2020-03-01
    合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=免费服务；用户编号=Y1；商品型号=QY-20｜用户商品 用户编号=Y2；商品型号=QY-20；购买日期=2020-03-01
    """
    calls, until = books.calls, warranties.of_calls(books)
    return broken((calls.kind == FREE) & (calls.called_at.dt.normalize() > until), until=until)


@rule("AS2.1", "calls", at="kind", who="客服人员", severity=Severity.DATA,
      says="按免费服务登记，但用户商品里查不到这台商品的购买日期",
      right="在“用户商品”补上机号和购买日期，或改为有偿服务")
def free_without_purchase_date(books: Books) -> Broken:
    """免费服务要能查到购买日期，才知道是否在保修期内。

    合格：叫修登记 服务类别=免费服务；机号=A1｜用户商品 机号=A1；商品型号=QY-20；购买日期=2024-01-10
    合格：叫修登记 服务类别=有偿服务；机号=A1
    合格：叫修登记 服务类别=免费服务；机号=A1；取消时间=2026-03-02 10:00
    不合格：叫修登记 服务类别=免费服务；机号=A1｜用户商品 机号=A1；商品型号=QY-20
    不合格：叫修登记 服务类别=免费服务；机号=A1
    """
    calls = books.calls
    return broken((calls.kind == FREE) & calls.cancelled_at.isna() & warranties.of_calls(books).isna())


@rule("AS2.1", "calls", at="contract_no", who="客服人员",
      says="合同 {contract_no} 有效期 {starts:date} 至 {ends:date}，叫修那天不在有效期内",
      right="改用叫修当天有效的合同，或改为有偿服务")
def contract_not_live(books: Books) -> Broken:
    """合同服务须有叫修当天有效的保养合同，起始日和期满日当天都算有效。

    临界合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=合同服务；合同编号=HT1｜保养合同 合同编号=HT1；起始日期=2026-03-02；期满日期=2027-03-01
    临界合格：叫修登记 叫修时间=2026-03-02 17:00；服务类别=合同服务；合同编号=HT1｜保养合同 合同编号=HT1；起始日期=2025-03-03；期满日期=2026-03-02
    临界不合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=合同服务；合同编号=HT1｜保养合同 合同编号=HT1；起始日期=2026-03-03；期满日期=2027-03-02
    临界不合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=合同服务；合同编号=HT1｜保养合同 合同编号=HT1；起始日期=2025-03-01；期满日期=2026-03-01
    不合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=合同服务；合同编号=HT1｜保养合同 合同编号=HT1；起始日期=2025-03-01；期满日期=2027-03-01；提前终止=2026-03-01
    临界合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=合同服务；合同编号=HT1｜保养合同 合同编号=HT1；起始日期=2025-03-01；期满日期=2027-03-01；提前终止=2026-03-02
    合格：叫修登记 叫修时间=2026-03-02 09:00；服务类别=有偿服务；合同编号=HT1｜保养合同 合同编号=HT1；起始日期=2025-03-01；期满日期=2026-03-01
    """
    calls = books.calls
    day = calls.called_at.dt.normalize()
    starts = books.lookup(calls.contract_no, "contracts", "starts_on")
    ends = books.lookup(calls.contract_no, "contracts", "ends_on")
    ended = books.lookup(calls.contract_no, "contracts", "ended_on")
    ends = pd.concat([ends, ended], axis=1).min(axis=1)
    return broken((calls.kind == CONTRACT) & ((day < starts) | (day > ends)), starts=starts, ends=ends)


@rule("AS2.1", "calls", at="contract_no", who="客服人员",
      says="合同 {contract_no} 是用户 {owner} 的，不是这位客户的",
      right="填这位客户自己的合同编号，或改为有偿服务")
def contract_of_another(books: Books) -> Broken:
    """合同服务用的是这位客户自己的合同。

    合格：叫修登记 服务类别=合同服务；用户编号=Y1；合同编号=HT1｜保养合同 合同编号=HT1；用户编号=Y1
    不合格：叫修登记 服务类别=合同服务；用户编号=Y1；合同编号=HT1｜保养合同 合同编号=HT1；用户编号=Y2
    """
    calls = books.calls
    owner = books.lookup(calls.contract_no, "contracts", "user_no")
    return broken(owner.notna() & calls.user_no.notna() & (owner != calls.user_no), owner=owner)


@rule("AS2.1", "vouchers", at="total",
      says="合同服务已做完，却没有登记服务费用",
      right="按《商品保养合同书》的规定填材料费、维修费，包含在合同内的填 0")
def contract_fee_missing(books: Books) -> Broken:
    """合同服务也向客户收费，费用都要登记。

    合格：服务凭证 服务类别=合同服务；服务结果=当场修妥；维修费=0
    合格：服务凭证 服务类别=合同服务
    合格：服务凭证 服务类别=免费服务；服务结果=当场修妥
    不合格：服务凭证 服务类别=合同服务；服务结果=当场修妥
    """
    vouchers = books.vouchers
    no_fee = vouchers.parts_fee.isna() & vouchers.labour_fee.isna()
    return broken((vouchers.kind == CONTRACT) & (vouchers.outcome == FIXED) & no_fee)


@rule("AS2.1", "goods", at="fee", who="会计", says="合同服务的商品 {returned_at:date} 已归还，却没有登记修护费用",
      right="按《商品保养合同书》的规定填修护费，包含在合同内的填 0")
def contract_repair_fee_missing(books: Books) -> Broken:
    """携回修护的合同服务，归还时也要登记费用。

    合格：进出登记 服务类别=合同服务；修护费=0；归还时间=2026-03-02 10:00
    合格：进出登记 服务类别=合同服务
    合格：进出登记 服务类别=免费服务；归还时间=2026-03-02 10:00
    不合格：进出登记 服务类别=合同服务；归还时间=2026-03-02 10:00
    """
    goods = books.goods
    return broken((goods.kind == CONTRACT) & goods.returned_at.notna() & goods.fee.isna())


@rule("AS2.1", "vouchers", at="labour_fee",
      says="免费服务却登记了费用",
      right="确属免费的清空费用；要收费的改为有偿服务")
def free_with_fee(books: Books) -> Broken:
    """免费服务不向客户收取费用。

    合格：服务凭证 服务类别=免费服务；维修费=0
    合格：服务凭证 服务类别=有偿服务；维修费=80
    临界不合格：服务凭证 服务类别=免费服务；维修费=0.01
    不合格：服务凭证 服务类别=免费服务；材料费=35
    """
    vouchers = books.vouchers
    fee = pd.to_numeric(vouchers.parts_fee).fillna(0) + pd.to_numeric(vouchers.labour_fee).fillna(0)
    return broken((vouchers.kind == FREE) & (fee > 0))


@rule("AS2.1", "vouchers", at="kind",
      says="凭证写的是{kind}，叫修登记写的是{called_as}",
      right="两处改成一致")
def voucher_kind_differs(books: Books) -> Broken:
    """凭证与叫修登记的服务类别一致。

    合格：服务凭证 叫修编号=J1；服务类别=有偿服务｜叫修登记 叫修编号=J1；服务类别=有偿服务
    不合格：服务凭证 叫修编号=J1；服务类别=免费服务｜叫修登记 叫修编号=J1；服务类别=有偿服务
    """
    vouchers = books.vouchers
    called_as = books.lookup(vouchers.call_no, "calls", "kind")
    return broken(vouchers.kind.notna() & called_as.notna() & (vouchers.kind != called_as), called_as=called_as)


@rule("AS2.1", "goods", at="kind",
      says="进出登记写的是{kind}，叫修登记写的是{called_as}",
      right="两处改成一致")
def goods_kind_differs(books: Books) -> Broken:
    """进出登记与叫修登记的服务类别一致。

    合格：进出登记 叫修编号=J1；服务类别=有偿服务｜叫修登记 叫修编号=J1；服务类别=有偿服务
    不合格：进出登记 叫修编号=J1；服务类别=免费服务｜叫修登记 叫修编号=J1；服务类别=有偿服务
    """
    goods = books.goods
    called_as = books.lookup(goods.call_no, "calls", "kind")
    return broken(goods.kind.notna() & called_as.notna() & (goods.kind != called_as), called_as=called_as)


@rule("AS2.1", "work_lines", at="call_no",
      says="{work_kind}是内部工作，却写了叫修编号 {call_no}",
      right="内部工作不写叫修编号；为客户修护的改工作类别")
def internal_work_with_call(books: Books) -> Broken:
    """一般行政工作是内部工作，不对应任何叫修。

    合格：工作日报 工作类别=零件管理
    合格：工作日报 工作类别=有偿服务；叫修编号=J1
    不合格：工作日报 工作类别=零件管理；叫修编号=J1
    """
    lines = books.work_lines
    return broken(lines.work_kind.isin(INTERNAL_KINDS) & lines.call_no.notna())


@rule("AS2.3", "vouchers", at="outcome",
      says="叫修已记为{expected}，凭证的服务结果却是{outcome}",
      right="按实际情况改正服务结果")
def outcome_differs(books: Books) -> Broken:
    """当场修妥的叫修，凭证上也是当场修妥；携回修护的也一样。

    合格：服务凭证 叫修编号=J1；服务结果=当场修妥｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    合格：服务凭证 叫修编号=J1；服务结果=携回修护｜叫修登记 叫修编号=J1；携回时间=2026-03-02 15:00
    合格：服务凭证 叫修编号=J1｜叫修登记 叫修编号=J1
    不合格：服务凭证 叫修编号=J1；服务结果=当场修妥｜叫修登记 叫修编号=J1；携回时间=2026-03-02 15:00
    不合格：服务凭证 叫修编号=J1｜叫修登记 叫修编号=J1；修妥时间=2026-03-02 15:00
    """
    vouchers = books.vouchers
    brought = books.lookup(vouchers.call_no, "calls", "brought_back_at").notna()
    done = books.lookup(vouchers.call_no, "calls", "done_at").notna()
    expected = pd.Series(pd.NA, index=vouchers.index, dtype="object").mask(done, FIXED).mask(brought, BROUGHT_BACK)
    return broken(expected.notna() & (vouchers.outcome.fillna("") != expected.fillna("")), expected=expected)
