"""The figures of the register of companies that the night's report shows."""

from __future__ import annotations

import pandas as pd

from automation.core.books import Books, mapped
from automation.core.data_rules import data_rules
from automation.core.findings import Severity
from automation.core.rules import findings
from automation.core.statistics import Figures, Statistics
from automation.customers.registers import CUSTOMERS_REGISTER
from automation.customers.registers.common import GRADES
from automation.customers.registers.upkeep import CHANGED
from automation.customers.rules.table import RULES

STATISTICS = Statistics()
statistic = STATISTICS.statistic
_YEAR = pd.Timedelta(days=365)


@statistic("各责任人担当的往来企业", "CU5")
def firms_by_owner(books: Books) -> Figures:
    """每位责任人担当的企业、近一年登记的变化、没有收回的调查表，和名簿里还没有改正的问题（提示不计）。"""
    firms, sheets, changes = books.firms[books.firms.firm_no.notna()], books.round_sheets, books.firm_changes
    out = sheets[sheets.sheet_no.notna() & sheets.returned_at.isna() & sheets.void_at.isna()]
    recent = changes[changes.changed_at > books.now - _YEAR]
    count = firms.groupby("owner").size()
    owners = mapped(recent.firm_no, firms.drop_duplicates("firm_no").set_index("firm_no").owner)
    table = pd.DataFrame({"企业": count, "近一年变化": owners.value_counts(), "没收回的调查表": out.groupby("owner").size(),
                          "没改正的问题": _open_findings(books)}).fillna(0).astype(int)
    return Figures(table.rename_axis("责任人").reset_index().sort_values(["企业", "责任人"], ascending=[False, True]), "没改正的问题")


def _open_findings(books: Books) -> pd.Series:
    """How many findings of this register wait for each person."""
    own = {sheet.name for sheet in CUSTOMERS_REGISTER.sheets}
    rules = [rule for rule in (*RULES, *data_rules(books.catalogue)) if rule.sheet in own and rule.severity is not Severity.NOTICE]
    people = [found.person for rule in rules for found in findings(rule, books)]
    return pd.Series(people, dtype="object").value_counts()


@statistic("各部科的往来企业", "CU2.1 CU1")
def firms_by_team(books: Books) -> Figures:
    """各负责部科的往来企业：经销商、供应商，经销商的等级，信用差的。"""
    firms = books.firms[books.firms.firm_no.notna()]
    table = pd.DataFrame({"企业": firms.firm_no.notna(), "经销商": firms.is_dealer == "是", "供应商": firms.is_supplier == "是",
                          **{f"{grade}级": firms.grade == grade for grade in GRADES}, "信用差": firms.credit == "差"})
    teams = table.groupby(firms.team.fillna("（没有写）")).sum().astype(int)
    return Figures(teams.rename_axis("负责部科").reset_index(), "企业")


@statistic("半年调查的收回", "CU4.2")
def rounds_returned(books: Books) -> Figures:
    """各期半年调查发出、收回、有变化和还没有收回的调查表。"""
    sheets = books.round_sheets[books.round_sheets.round_no.notna() & books.round_sheets.void_at.isna()]
    table = pd.DataFrame({"发出": sheets.sheet_no.notna(), "收回": sheets.returned_at.notna(), "有变化": sheets.outcome == CHANGED,
                          "没收回": sheets.returned_at.isna()})
    rounds = table.groupby(sheets.round_no).sum().astype(int)
    return Figures(rounds.rename_axis("期次").reset_index(), "没收回")
