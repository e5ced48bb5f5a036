"""CU2.1: one card for one company: the same name, telephone or address under two numbers, or as a user as well."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from automation.core.books import Books
from automation.core.doubles import plain_address, plain_name, plain_phone
from automation.core.findings import Severity
from automation.core.rules import Broken, broken
from automation.customers.rules.table import rule


def _plainly(texts: pd.Series, plain: Callable[[str], str]) -> pd.Series:
    """Texts as they are compared; "" for a blank."""
    return texts.map(plain, na_action="ignore").astype("object").fillna("")


def _before(keys: pd.Series, plain: pd.Series) -> pd.Series:
    """For each row the key of the first earlier row that is the same when written plainly; blank where there is none."""
    first = pd.Series(keys.to_numpy(), index=plain).loc[lambda known: known.index != ""]
    first = first[~first.index.duplicated()]
    found = first.reindex(plain).set_axis(keys.index)
    return found.where(found != keys)


@rule("CU2.1", "firms", at="name",
      says="{name}和 {other} 是同一个名称",
      right="一家企业只留一张卡，另一张办理“解除交易”；中止的办理“恢复交易”；确是两家的，把名称写全")
def same_name(books: Books) -> Broken:
    """一家企业只立一张客户卡；名称的写法稍有不同也算同一家。

    合格：客户卡 往来企业编号=W1；企业名称=南桥电器店｜客户卡 往来企业编号=W2；企业名称=北桥电器店
    不合格：客户卡 往来企业编号=W1；企业名称=南桥电器｜客户卡 往来企业编号=W2；企业名称=北京 南桥电器有限公司
    不合格：交易中止 往来企业编号=W1；企业名称=南桥电器店｜客户卡 往来企业编号=W2；企业名称=南桥电器店
    合格：交易过去 往来企业编号=W1；企业名称=南桥电器店｜客户卡 往来企业编号=W2；企业名称=南桥电器店
    合格：客户卡 往来企业编号=W1｜客户卡 往来企业编号=W2
    """
    paused = books.paused_firms[["firm_no", "name"]]
    table = pd.concat([paused, books.firms[["firm_no", "name"]]], keys=["paused", "live"])
    other = _before(table.firm_no, _plainly(table["name"], plain_name))
    live = other[other.index.get_level_values(0) == "live"].droplevel(0).reindex(books.firms.index)
    return broken(live.notna(), other=live)


@rule("CU2.1", "firms", at="phone", severity=Severity.NOTICE,
      says="{name}的电话或地址和 {other} 一样",
      right="核对是不是同一家企业；不是的不用改")
def same_place(books: Books) -> Broken:
    """两张客户卡的电话、地址不应一样，一样的要核对是不是同一家。

    合格：客户卡 往来企业编号=W1；电话=010-1；地址=甲街1号｜客户卡 往来企业编号=W2；电话=010-2；地址=甲街2号
    不合格：客户卡 往来企业编号=W1；电话=010-55550001｜客户卡 往来企业编号=W2；电话=01055550001
    不合格：客户卡 往来企业编号=W1；地址=北京市甲街 1号｜客户卡 往来企业编号=W2；地址=甲街１号
    合格：客户卡 往来企业编号=W1｜客户卡 往来企业编号=W2
    """
    firms = books.firms
    phone = _before(firms.firm_no, _plainly(firms.phone, plain_phone))
    place = _before(firms.firm_no, _plainly(firms.address, plain_address))
    other = phone.fillna(place)
    return broken(other.notna(), other=other)


@rule("CU2.1", "firms", at="name", severity=Severity.NOTICE,
      says="{name}在用户档案里也有（{other}），名称或电话一样",
      right="核对两处写的是不是一致；自己也叫修的企业两处都有，不算错")
def also_a_user(books: Books) -> Broken:
    """往来企业在用户档案里也有一份的，核对两处是否一致。

    合格：客户卡 往来企业编号=W1；企业名称=南桥电器店；电话=010-1｜用户档案 用户编号=Y1；客户名称=北桥旅馆；电话=010-2
    不合格：客户卡 往来企业编号=W1；企业名称=南桥电器店｜用户档案 用户编号=Y1；客户名称=南桥电器店
    不合格：客户卡 往来企业编号=W1；电话=010-1｜用户档案 用户编号=Y1；电话=010-1
    合格：客户卡 往来企业编号=W1｜用户档案 用户编号=Y1
    """
    firms, users = books.firms, books.users
    other = pd.Series(None, index=firms.index, dtype="object")
    for name, plain in (("name", plain_name), ("phone", plain_phone)):
        written = _plainly(users[name], plain)
        known = pd.Series(users.user_no.to_numpy(), index=written).loc[lambda each: each.index != ""]
        known = known[~known.index.duplicated()]
        other = other.fillna(known.reindex(_plainly(firms[name], plain)).set_axis(firms.index))
    return broken(other.notna(), other=other)
