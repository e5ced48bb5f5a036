"""CU1, CU2, CU4.3: the card says what was last recorded, the list says what the card says, neither without the other."""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from automation.core.books import Books, mapped
from automation.core.rules import Broken, broken
from automation.core.schema import Kind
from automation.customers.registers.common import TRACKED, kind_of
from automation.customers.registers.firms import FIRMS, LISTED
from automation.customers.rules.table import rule


def _written(table: pd.DataFrame, name: str) -> pd.Series:
    """A column of the card as 变更记录 writes it; "" for a blank."""
    kind, values = FIRMS[name].kind, table[name]
    if kind is Kind.MONEY:
        values = values.map(lambda amount: f"{amount:.2f}", na_action="ignore")
    elif kind is Kind.COUNT:
        values = values.map(lambda count: str(int(count)), na_action="ignore")
    return values.astype("object").fillna("")


def _recorded(books: Books, name: str) -> pd.Series:
    """For each card what was last put on record of a column: by the last change, else by its investigation; blank if nowhere."""
    firms, header = books.firms, FIRMS[name].header
    changes = books.firm_changes[(books.firm_changes["item"] == header) & books.firm_changes.firm_no.notna()]
    last = changes.drop_duplicates("firm_no", keep="last").set_index("firm_no")["new"].fillna("")
    openings = books.openings[books.openings.opening_no.notna()].drop_duplicates("opening_no")
    first = mapped(firms.opening_no, pd.Series(_written(openings, name).to_numpy(), index=openings.opening_no, dtype="object"))
    return mapped(firms.firm_no, last).astype("object").fillna(first)


def _differences(books: Books) -> Iterator[tuple[str, pd.Series, pd.Series]]:
    """Each column of the card: its header, where it isn't as recorded, and what is to be said of it."""
    for name in TRACKED:
        was, now = _recorded(books, name), _written(books.firms, name)
        differs = was.notna() & (was != now) & books.firms.firm_no.notna()
        yield FIRMS[name].header, differs, "“" + FIRMS[name].header + "”记录的是“" + was.fillna("") + "”，现在是“" + now + "”；"


def unrecorded(books: Books) -> pd.Series:
    """For each card all that differs from the record, in words; "" where nothing does."""
    words = pd.Series("", index=books.firms.index, dtype="object")
    for _, differs, said in _differences(books):
        words = words + said.where(differs, "")
    return words.str.rstrip("；")


@rule("CU4.3", "firms", at="changed_at",
      says="客户卡改动过，没有变更记录：{words}",
      right="办理“变更登记”，由它补记；改错了的，改回来")
def change_unrecorded(books: Books) -> Broken:
    """客户卡每有变化，都记下原来的和新的内容、时间和变更人。

    合格：客户卡 往来企业编号=W1；调查书编号=K1；电话=010-1；员工数=7；注册资金=500｜开始调查 调查书编号=K1；电话=010-1；员工数=7；注册资金=500.00
    不合格：客户卡 往来企业编号=W1；调查书编号=K1；电话=010-2｜开始调查 调查书编号=K1；电话=010-1
    合格：客户卡 往来企业编号=W1；调查书编号=K1；电话=010-2｜开始调查 调查书编号=K1；电话=010-1｜变更记录 往来企业编号=W1；栏目=电话；新内容=010-2
    不合格：客户卡 往来企业编号=W1；调查书编号=K1；电话=010-2｜变更记录 往来企业编号=W1；栏目=电话；新内容=010-2｜变更记录 往来企业编号=W1；栏目=电话；新内容=010-3
    不合格：客户卡 往来企业编号=W1；调查书编号=K1；员工数=8｜开始调查 调查书编号=K1；员工数=7
    不合格：客户卡 往来企业编号=W1；调查书编号=K1；注册资金=501｜开始调查 调查书编号=K1；注册资金=500
    合格：客户卡 往来企业编号=W1；电话=010-2
    不合格：客户卡 往来企业编号=W1；调查书编号=K1｜开始调查 调查书编号=K1；职位=经理
    """
    words = unrecorded(books)
    return broken(words != "", words=words)


@rule("CU2.2", "firms", at="firm_no", who="市场营销部",
      says="{name}有客户卡，一览表里没有",
      right="办理“变更登记”，由它列入一览表")
def not_listed(books: Books) -> Broken:
    """每张客户卡在《交易往来客户一览表》里都有一行。

    合格：客户卡 往来企业编号=W1｜往来客户一览表 往来企业编号=W1
    不合格：客户卡 往来企业编号=W1
    合格：客户卡 企业名称=某店
    """
    firms = books.firms
    return broken(firms.firm_no.notna() & ~books.known(firms.firm_no, "firm_list"))


@rule("CU2.2", "firm_list", at="updated_at",
      says="一览表和客户卡不一致：{words}",
      right="一览表照客户卡列入，不另外填；办理“变更登记”，由它订正")
def list_differs(books: Books) -> Broken:
    """《交易往来客户一览表》里的内容都和客户卡一样。

    合格：客户卡 往来企业编号=W1；电话=010-1；经销商=是；供应商=是｜往来客户一览表 往来企业编号=W1；电话=010-1；类别=经销商兼供应商
    不合格：客户卡 往来企业编号=W1；电话=010-1｜往来客户一览表 往来企业编号=W1；电话=010-2；类别=其它
    不合格：客户卡 往来企业编号=W1；经销商=是｜往来客户一览表 往来企业编号=W1；类别=供应商
    不合格：客户卡 往来企业编号=W1；等级=A｜往来客户一览表 往来企业编号=W1；类别=其它
    合格：客户卡 往来企业编号=W1｜往来客户一览表 往来企业编号=W2；电话=010-2
    """
    lines, firms = books.firm_list, books.firms
    cards = firms[firms.firm_no.notna()].drop_duplicates("firm_no").set_index("firm_no")
    kinds = pd.Series(list(map(kind_of, cards.is_dealer.fillna("否"), cards.is_supplier.fillna("否"))), index=cards.index, dtype="object")
    on_card = lines.firm_no.isin(cards.index)
    words = pd.Series("", index=lines.index, dtype="object")
    for name, known in (("kinds", kinds), *((name, cards[name]) for name in LISTED)):
        should, stands = mapped(lines.firm_no, known).astype("object").fillna(""), lines[name].astype("object").fillna("")
        header = books.catalogue.sheets["firm_list"][name].header
        words += ("“" + header + "”写的是“" + stands + "”，卡上是“" + should + "”；").where(on_card & (should != stands), "")
    words = words.str.rstrip("；")
    return broken(words != "", words=words)


@rule("CU4.4", "firm_list", at="firm_no", who="市场营销部",
      says="{name}的交易已经解除，一览表里还列着",
      right="从一览表里除去这一行（清空，不要删行）")
def listed_though_ended(books: Books) -> Broken:
    """交易解除的企业，从《交易往来客户一览表》中除去。

    合格：往来客户一览表 往来企业编号=W1｜客户卡 往来企业编号=W1
    不合格：往来客户一览表 往来企业编号=W1｜交易中止 往来企业编号=W1
    不合格：往来客户一览表 往来企业编号=W1｜交易过去 往来企业编号=W1
    合格：往来客户一览表 往来企业编号=W1
    """
    numbers = books.firm_list.firm_no
    ended = pd.concat([books.paused_firms.firm_no, books.past_firms.firm_no]).dropna()
    return broken(numbers.isin(ended) & ~numbers.isin(books.firms.firm_no.dropna()))


@rule("CU2.2", "firms", at="is_dealer",
      says="{name}既不是经销商也不是供应商",
      right="写明是买进还是卖出；两样都不是的，办理“解除交易”")
def card_neither(books: Books) -> Broken:
    """往来企业或者买（经销商），或者卖（供应商），也可以两样都是。

    合格：客户卡 往来企业编号=W1；经销商=是；供应商=否
    合格：客户卡 往来企业编号=W1；经销商=否；供应商=是
    不合格：客户卡 往来企业编号=W1；经销商=否；供应商=否
    """
    firms = books.firms
    return broken(firms.firm_no.notna() & (firms.is_dealer == "否") & (firms.is_supplier == "否"))
