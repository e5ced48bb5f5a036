"""Examples of rules made into books: the rows of a docstring, in a small department that all examples share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from automation.core.articles import Articles
from automation.core.books import Books
from automation.core.department import Department
from automation.core.findings import Finding
from automation.core.rules import Example, Rule, findings
from automation.core.schema import Catalogue, Column, Kind, Sheet

PEOPLE = (("吴总", "总经理"), ("赵敏", "销售经理"), ("陈刚", "技术主管"), ("王磊", "技术人员"), ("李明", "技术人员"), ("李静", "客服人员"),
          ("刘洋", "销售人员"), ("孙丽", "销售主管"), ("周平", "会计"), ("郑营", "市场营销部"), ("方圆", "客户管理"),
          ("秦岭", "质量管理科"), ("高原", "受理单位"), ("沈山", "受理单位主管"), ("江河", "受理单位"), ("石磊", "部主管"),
          ("钱副总", "企业领导"), ("何立", "区域销售主管"), ("林访", "巡访人员"))
TEAMS = {"高原": "生产部", "沈山": "生产部", "江河": "储运部"}

DEPARTMENT: Mapping[str, list[dict[str, Any]]] = {
    "people": [{"name": name, "role": role, "team": TEAMS.get(name), "active": "是"} for name, role in PEOPLE],
    "areas": [{"name": "海淀区", "zone": "市区", "salesperson": "刘洋", "supervisor": "何立"}, {"name": "昌平区", "zone": "郊区"}],
    "products": [{"model": "QY-20", "title": "家用太阳能热水器", "warranty_months": 36}],
    "parts": [{"part_no": "LJ-01", "title": "水温传感器", "price": Decimal("35")}],
    "settings": [{"setting_no": "1", "item": "小额现场收款上限", "value": "200"}],
}
"""Who and what the examples speak of; opening hours are the built-in ones (08:30–12:00, 13:30–17:30)."""


@dataclass
class ExampleSheet:
    """Rows of an example as if they had been read from a sheet whose table starts in A1."""

    sheet: Sheet
    values: dict[str, list[Any]]
    length: int
    bad: set[tuple[int, str]] = field(default_factory=set)

    def address(self, index: int, name: str) -> str:
        """The row's number and the attribute instead of a letter: examples are on no paper."""
        return f"{name}{index + 2}"

    def header_address(self, name: str) -> str:
        """The header's place."""
        return f"{name}1"

    def workbook(self, index: int) -> str:
        """Examples lie in no archive."""
        return ""

    def has(self, name: str) -> bool:
        """An example has all columns."""
        return name in self.sheet.by_name


def try_example(rule: Rule, example: Example, catalogue: Catalogue, articles: Articles) -> list[Finding]:
    """The findings of this one rule on the example's rows."""
    return findings(rule, example_books(example, catalogue, articles))


def example_books(example: Example, catalogue: Catalogue, articles: Articles) -> Books:
    """The books that an example describes."""
    rows: dict[str, list[dict[str, Any]]] = {name: list(lines) for name, lines in DEPARTMENT.items()}
    titles = {sheet.title: sheet for sheet in catalogue.sheets.values()}
    for title, cells in example.rows:
        sheet = titles[title]
        rows.setdefault(sheet.name, []).append({sheet.by_header[header].name: typed(sheet.by_header[header], text)
                                                for header, text in cells.items()})
    department = Department(datetime.fromisoformat(example.now), articles, lambda name: rows.get(name, []))
    data = {name: ExampleSheet(sheet, {column.name: [row.get(column.name) for row in rows.get(name, [])] for column in sheet.columns},
                               len(rows.get(name, []))) for name, sheet in catalogue.sheets.items()}
    return Books(catalogue, department, data)


def typed(column: Column, text: str) -> Any:
    """A cell of an example as the type of its column; examples are written plainly, as the reader would show them."""
    match column.kind:
        case Kind.DATE:
            return date.fromisoformat(text)
        case Kind.DATETIME:
            return datetime.fromisoformat(text)
        case Kind.MONEY | Kind.HOURS:
            return Decimal(text)
        case Kind.COUNT | Kind.DURATION:
            return int(text)
        case _:
            return text
