"""Number formats of the cells of a register, by the kind of the column (数字格式)."""

from __future__ import annotations

from automation.core.schema import Kind

NUMBER_FORMATS = {
    Kind.TEXT: "@", Kind.PHONE: "@", Kind.CHOICE: "@", Kind.YESNO: "@", Kind.DATE: "yyyy-mm-dd",
    Kind.DATETIME: "yyyy-mm-dd hh:mm", Kind.MONEY: "#,##0.00", Kind.HOURS: "0.0#", Kind.COUNT: "0", Kind.DURATION: "[h]:mm",
}
