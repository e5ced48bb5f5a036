"""AS2.5, AS2.6, AS2.8: goods brought back, their card, repair, inspection and return."""

from __future__ import annotations

from automation.after_sales.registers.common import BROUGHT_BACK
from automation.after_sales.rules.table import rule
from automation.core.books import Books, mapped
from automation.core.rules import Broken, broken


@rule("AS2.5", "calls", at="brought_back_at", who="销售人员",
      says="{brought_back_at} 携回的商品没有登录到《客户商品进出登记簿》",
      right="由销售人员登录，并填写修护卡")
def goods_not_entered(books: Books) -> Broken:
    """携回的商品都登录在《客户商品进出登记簿》上。

    合格：叫修登记 叫修编号=J1；携回时间=2026-03-02 15:00｜进出登记 叫修编号=J1
    合格：叫修登记 叫修编号=J1
    不合格：叫修登记 叫修编号=J1；携回时间=2026-03-02 15:00｜进出登记 叫修编号=J2
    """
    calls = books.calls
    return broken(calls.brought_back_at.notna() & ~calls.call_no.isin(books.goods.call_no.dropna()))


@rule("AS2.5", "goods", at="receipt_no", who="brought_by",
      says="收据编号 {receipt_no} 与凭证 {voucher_no} 附的收据 {printed} 不符",
      right="填客户手中那张收据的编号")
def receipt_of_another_voucher(books: Books) -> Broken:
    """交给客户的收据，就是凭证附的那一张。

    合格：进出登记 凭证编号=P1；收据编号=S1｜服务凭证 凭证编号=P1；收据编号=S1
    不合格：进出登记 凭证编号=P1；收据编号=S1｜服务凭证 凭证编号=P1；收据编号=S2
    合格：进出登记 凭证编号=P1；收据编号=S1
    """
    goods = books.goods
    printed = books.lookup(goods.voucher_no, "vouchers", "receipt_no")
    return broken(goods.receipt_no.notna() & printed.notna() & (goods.receipt_no != printed), printed=printed)


@rule("AS2.5", "goods", at="carded_at", who="brought_by",
      says="{brought_at} 携回的商品没有按时填修护卡",
      right="填好修护卡挂在商品上，最迟 {due:date}")
def card_missing(books: Books) -> Broken:
    """携回的商品，最迟下一个工作日填好《修护卡》。

    合格：进出登记 携回时间=2026-03-02 16:00；填卡时间=2026-03-02 17:00
    临界合格：进出登记 携回时间=2026-03-02 16:00；填卡时间=2026-03-03 17:00
    临界不合格：进出登记 携回时间=2026-03-02 16:00；填卡时间=2026-03-04 08:30
    不合格：进出登记 携回时间=2026-03-02 16:00
    """
    goods = books.goods
    limit = books.limit("AS2.5", "填卡工作日", goods.brought_at)
    return broken(books.overdue(goods.brought_at, goods.carded_at, limit), due=books.due(goods.brought_at, limit))


@rule("AS2.5", "goods", at="entered_by", who="entered_by",
      says="{entered_by}不是销售人员，却登录了携回的商品",
      right="由销售人员登录")
def entered_by_another(books: Books) -> Broken:
    """携回的商品交给销售人员登录。

    合格：进出登记 登录人=刘洋
    合格：进出登记 登录人=赵敏
    不合格：进出登记 登录人=王磊
    """
    goods, department = books.goods, books.department
    sales = {name for role in ("销售人员", "销售主管", "销售经理") for name in department.people(role)}
    return broken(goods.entered_by.isin(department.roles) & ~goods.entered_by.isin(sales))


@rule("AS2.5", "vouchers", at="receipt_state",
      says="商品已携回，收据却是“{receipt_state}”",
      right="把《客户商品领取收据》交给客户，并改为“交客户”")
def receipt_not_given(books: Books) -> Broken:
    """商品携回时，把收据交给客户。

    合格：服务凭证 服务结果=携回修护；收据去向=交客户
    合格：服务凭证 服务结果=携回修护；收据去向=已收回作废
    合格：服务凭证 服务结果=当场修妥；收据去向=未使用
    不合格：服务凭证 服务结果=携回修护；收据去向=未使用
    """
    vouchers = books.vouchers
    return broken((vouchers.outcome == BROUGHT_BACK) & (vouchers.receipt_state == "未使用"))


@rule("AS2.6", "goods", at="inspected_at", who="技术主管",
      says="商品 {returned_at} 已归还，却没有主管验讫",
      right="由技术主管补验并写明；今后验讫后才归还")
def returned_without_inspection(books: Books) -> Broken:
    """修好的商品经主管验讫后才归还。

    合格：进出登记 归还时间=2026-03-03 10:00；验讫时间=2026-03-02 16:00
    合格：进出登记 修妥时间=2026-03-02 15:00
    不合格：进出登记 归还时间=2026-03-03 10:00
    """
    goods = books.goods
    return broken(goods.returned_at.notna() & goods.inspected_at.isna())


@rule("AS2.6", "goods", at="inspected_by", who="技术主管",
      says="验讫人{inspected_by}不是技术主管",
      right="由技术主管验讫")
def inspected_by_another(books: Books) -> Broken:
    """验讫由技术主管办理。

    合格：进出登记 验讫主管=陈刚
    不合格：进出登记 验讫主管=王磊
    """
    goods, department = books.goods, books.department
    return broken(goods.inspected_by.isin(department.roles) & ~goods.inspected_by.isin(department.people("技术主管")))


@rule("AS2.6", "goods", at="return_signed",
      says="商品已归还，客户没有签收",
      right="请客户补签，签好后写“是”")
def return_not_signed(books: Books) -> Broken:
    """归还商品时请客户签字确认。

    合格：进出登记 归还时间=2026-03-03 10:00；客户签收=是
    合格：进出登记 客户签收=否
    不合格：进出登记 归还时间=2026-03-03 10:00；客户签收=否
    """
    goods = books.goods
    return broken(goods.returned_at.notna() & (goods.return_signed == "否"))


@rule("AS2.6", "goods", at="receipt_void_at", who="brought_by",
      says="商品 {returned_at:date} 已归还，收据 {receipt_no} 没有当天收回作废",
      right="归还时取回收据，当天作废")
def receipt_not_voided(books: Books) -> Broken:
    """归还商品时取回收据，当天作废。

    合格：进出登记 归还时间=2026-03-03 10:00；收据作废=2026-03-03 17:00
    临界不合格：进出登记 归还时间=2026-03-03 10:00；收据作废=2026-03-04 08:30
    不合格：进出登记 归还时间=2026-03-03 10:00
    临界合格：现在 2026-03-03 22:00｜进出登记 归还时间=2026-03-03 10:00
    合格：进出登记 携回时间=2026-03-02 10:00
    """
    goods = books.goods
    return broken(books.overdue(goods.returned_at, goods.receipt_void_at, 0))


@rule("AS2.6", "goods", at="receipt_void_at", who="brought_by",
      says="商品还没有归还，收据却已作废",
      right="商品归还以后才作废收据")
def receipt_voided_early(books: Books) -> Broken:
    """商品归还以后，收据才作废。

    合格：进出登记 归还时间=2026-03-03 10:00；收据作废=2026-03-03 10:00
    不合格：进出登记 收据作废=2026-03-03 10:00
    """
    goods = books.goods
    return broken(goods.receipt_void_at.notna() & goods.returned_at.isna())


@rule("AS2.6", "vouchers", at="receipt_state",
      says="商品 {returned:date} 已归还，凭证上收据仍是“{receipt_state}”",
      right="改为“已收回作废”")
def receipt_still_out(books: Books) -> Broken:
    """商品归还以后，凭证上的收据记为已收回作废。

    合格：服务凭证 凭证编号=P1；服务结果=携回修护；收据去向=已收回作废｜进出登记 修护卡号=X1；凭证编号=P1；归还时间=2026-03-03 10:00
    合格：服务凭证 凭证编号=P1；服务结果=携回修护；收据去向=交客户｜进出登记 修护卡号=X1；凭证编号=P1
    不合格：服务凭证 凭证编号=P1；服务结果=携回修护；收据去向=交客户｜进出登记 修护卡号=X1；凭证编号=P1；归还时间=2026-03-03 10:00
    """
    vouchers, goods = books.vouchers, books.goods
    by_voucher = goods[goods.voucher_no.notna()].drop_duplicates("voucher_no").set_index("voucher_no").returned_at
    returned = mapped(vouchers.voucher_no, by_voucher)
    return broken(returned.notna() & (vouchers.receipt_state == "交客户"), returned=returned)


@rule("AS2.6", "calls", at="done_at", who="客服人员",
      says="商品 {returned:date} 已归还客户，叫修却没有修妥时间",
      right="补上修妥时间，然后注销、归档")
def returned_but_open(books: Books) -> Broken:
    """商品归还以后，叫修记为修妥，再注销、归档。

    合格：叫修登记 叫修编号=J1；修妥时间=2026-03-03 10:00｜进出登记 叫修编号=J1；归还时间=2026-03-03 10:00
    合格：叫修登记 叫修编号=J1｜进出登记 叫修编号=J1
    不合格：叫修登记 叫修编号=J1｜进出登记 叫修编号=J1；归还时间=2026-03-03 10:00
    """
    calls, goods = books.calls, books.goods
    by_call = goods[goods.call_no.notna()].drop_duplicates("call_no").set_index("call_no").returned_at
    returned = mapped(calls.call_no, by_call)
    return broken(returned.notna() & calls.done_at.isna(), returned=returned)


@rule("AS2.8", "goods", at="help_at",
      says="预定 {planned_on} 修妥，{shown}，没有及时报请主管协助",
      right="不能按时修好的，最迟 {planned_on} 报请主管协助")
def late_without_help(books: Books) -> Broken:
    """不能按预定日期修好的，最迟当天报请主管协助。

    临界合格：进出登记 预定修妥=2026-03-04；修妥时间=2026-03-04 17:30
    临界不合格：进出登记 预定修妥=2026-03-03；修妥时间=2026-03-04 08:30
    临界合格：现在 2026-03-04 23:00｜进出登记 预定修妥=2026-03-04
    不合格：现在 2026-03-05 01:00｜进出登记 预定修妥=2026-03-04
    临界合格：进出登记 预定修妥=2026-03-03；报请协助=2026-03-03 16:00
    临界不合格：进出登记 预定修妥=2026-03-03；报请协助=2026-03-04 08:30
    """
    goods = books.goods
    finished = goods.repaired_at.dt.normalize()
    late = (finished > goods.planned_on) | (finished.isna() & (books.today > goods.planned_on))
    helped = goods.help_at.dt.normalize() <= goods.planned_on
    shown = goods.repaired_at.dt.strftime("%Y-%m-%d 才修妥").where(goods.repaired_at.notna(), "至今未修妥")
    return broken(late & ~helped, shown=shown)


@rule("AS2.6", "part_lines", at="price",
      says="零件 {part_no} 单价 {price:money}，价目是 {listed:money}",
      right="按“零件”的价目填；确有变动的先改价目")
def part_price_differs(books: Books) -> Broken:
    """更换零件的单价与零件价目一致。

    合格：更换零件 零件编号=LJ-01；单价=35
    临界不合格：更换零件 零件编号=LJ-01；单价=35.01
    合格：更换零件 零件编号=没有的；单价=1
    """
    lines = books.part_lines
    listed = books.lookup(lines.part_no, "parts", "price")
    return broken(lines.price.notna() & listed.notna() & (lines.price != listed), listed=listed)
