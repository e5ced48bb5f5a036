"""What a sheet won't let be changed cell by cell: merged areas, array formulas, pivots, table headers."""

from __future__ import annotations

from dataclasses import dataclass

from automation.core.xlsx import markup
from automation.core.xlsx.failures import RefusedCell, TableBlocked
from automation.core.xlsx.package import Package
from automation.core.xlsx.parts import relations
from automation.core.xlsx.refs import MAX_ROW, Area, cell_ref, parse_area
from automation.core.xlsx.sheet import Sheet
from automation.core.xlsx.table import Table
from automation.core.xlsx.values import Cell


@dataclass(frozen=True)
class Guards:
    """Areas of one sheet that stand in the way of a change."""

    title: str
    merged: list[Area]
    formulas: list[Area]
    pivots: list[Area]
    tables: list[Table]

    def refuse(self, row: int, column: int, cell: Cell) -> None:
        """RefusedCell when this cell can't be set alone."""
        where = f"工作表「{self.title}」的单元格 {cell_ref(row, column)} "
        if any(area.has(row, column) and area[:2] != (row, column) for area in self.merged):
            raise RefusedCell(where + "在合并的单元格里，只能改左上角那一格；请改左上角，或先取消合并。")
        if any(area.has(row, column) for area in self.formulas):
            raise RefusedCell(where + "属于一个数组公式或模拟运算表，不能单独改；请在 Excel 里手工改。")
        if any(area.has(row, column) for area in self.pivots):
            raise RefusedCell(where + "在数据透视表里，会随刷新变动，程序不改它；请改它的来源数据。")
        for table in self.tables:
            if row == table.header_row and table.area.has(row, column) and (
                    cell.formula is not None or cell.value != table.columns[column - table.area.left]):
                raise RefusedCell(where + f"是表格「{table.name}」的列标题，程序不改标题；请在 Excel 里改。")

    def refuse_growth(self, sheet: Sheet, table: Table, last: int) -> None:
        """TableBlocked when the table can't reach down to this row."""
        where = f"工作表「{self.title}」的表格「{table.name}」"
        if table.totals:
            raise TableBlocked(where + "带有汇总行，程序不能在末尾加行；请在 Excel 里关掉汇总行再试。")
        if last > MAX_ROW:
            raise TableBlocked(where + "已到工作表的最后一行，放不下新的行；请把往年的行移到存档后再试。")
        below = Area(table.area.bottom + 1, table.area.left, last, table.area.right)
        for row, column in sheet.used(below):
            raise TableBlocked(where + f"下面的单元格 {cell_ref(row, column)} 里有内容，程序不能加行；请把它移到别处再试。")
        others = [other.area for other in self.tables if other.name != table.name]
        for area in [*self.merged, *self.formulas, *self.pivots, *others]:
            if area.meets(below):
                raise TableBlocked(where + f"下面的 {area} 是合并单元格、公式区域或另一张表，程序不能加行；请把它移到别处再试。")


def find_guards(package: Package, sheet: Sheet, part: str, tables: list[Table]) -> Guards:
    pivots = [_pivot_area(package.read(relation.target)) for relation in relations(package, part)
              if relation.kind == "pivotTable" and relation.target in package]
    return Guards(sheet.title, sheet.merged(), sheet.formula_areas(), pivots, tables)


def _pivot_area(data: bytes) -> Area:
    """Where a pivot's output stands, its page filters above it included."""
    location = markup.children(markup.parse(data), "location")[0]
    area = parse_area(location.get("ref", ""))
    pages = int(location.get("rowPageCount", "0"))
    columns = int(location.get("colPageCount", "0"))
    # Page filters stand above the output with one empty row between, each two cells wide with a gap of one.
    return area._replace(top=max(1, area.top - (pages + 1 if pages else 0)),
                         right=max(area.right, area.left + 3 * columns - 2))
