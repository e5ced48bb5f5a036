"""What lies beside the registers (旁边的文件) and shouldn't: copies of them, and a cloud drive that makes such copies."""

from __future__ import annotations

from collections.abc import Iterator

from automation.core.copies import copies_of, synced_by
from automation.core.department import Department
from automation.core.findings import Finding, Severity
from automation.core.folder import Folder
from automation.core.schema import Catalogue


def beside_findings(folder: Folder, catalogue: Catalogue, department: Department) -> Iterator[Finding]:
    """A finding for each copy of a register, and one where a cloud drive keeps the folder in step."""
    registers = list(catalogue)
    for register in registers:
        for copy in copies_of(folder.register_path(register)):
            yield Finding("DQ", register.filename, register.sheets[0].title, "A1", "", "DQ 副本",
                          f"旁边有一份“{copy.name}”，可能有人的登记写在了那里，没有进《{register.title}》",
                          "打开两份对一对，缺的补进正本，再把副本移走", department.answering(register.keeper), Severity.DATA)
    if drive := synced_by(folder.root):
        first = registers[0]
        yield Finding("DQ", first.filename, first.sheets[0].title, "A1", "", "DQ 网盘",
                      f"部门文件夹放在 {drive} 的同步文件夹里，两个人同时保存会生出冲突副本，登记会丢",
                      "请管理员把部门文件夹移到本机或局域网的共享文件夹", department.answering(first.keeper), Severity.DATA)
