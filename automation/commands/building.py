"""Commands of building: a new department, the demonstration, adopting an old register, the blank workbooks, the docs."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from automation.commands import Shown, Situation, argument, command, typed
from automation.commands.manual import commands_page
from automation.commands.nightly import checked, summary
from automation.commands.parser import overview
from automation.core.folder import Folder
from automation.desk import handbook
from automation.desk.adopt import plan_adoption
from automation.desk.adopt_map import read_map
from automation.desk.adopt_report import adoption_workbook
from automation.desk.adopt_source import read_source
from automation.desk.adopt_write import adopt_rows
from automation.desk.house import catalogue
from automation.desk.session import Session
from automation.desk.workbooks import blank_workbooks, found_department

ROOT = Path(__file__).resolve().parents[2]
DEMONSTRATION_NOW = datetime(2026, 3, 5, 20)


@command("demo", argument("--seed", type=typed.whole(0, 999_999), default=2026, metavar="种子",
                          help="造数用的种子，默认 2026；同一个种子造出同样的演示"))
def demo(options: Any, situation: Situation) -> Shown:
    r"""造一个演示部门，做一次夜间核对，显示结果。

    例如：
      python -m automation demo                      写在 demo 文件夹里
      python -m automation demo --folder D:\演示      写在另一个空文件夹里

    只写空文件夹或以前的演示文件夹，不会碰到正在使用的登记簿。
    演示部门有一年的叫修、携回修护、用户档案、保养合同和意见调查，里面埋着各种差错；
    埋了哪些，列在“演示中埋下的差错.csv”里，可以和核对结果对照。
    """
    from automation.demonstration import make
    place = Path(getattr(options, "folder", ROOT / "demo"))
    _build_if_absent()
    yield "正在造演示部门 …"
    plants = make(place, seed=options.seed, now=DEMONSTRATION_NOW)
    yield f"演示部门在 {place}，埋下差错 {len(plants)} 处。正在核对 …"
    night = yield from checked(Folder.open(place), DEMONSTRATION_NOW, situation.login)
    yield from summary(night)
    yield f"埋下的差错：{place / '演示中埋下的差错.csv'}"


@command("new", argument("place", metavar="文件夹", help="新部门的文件夹，须是空的"))
def new(options: Any, situation: Situation) -> Shown:
    r"""新建一个部门的文件夹和全部空白登记簿。

    例如：
      python -m automation new D:\客服簿

    已经有登记簿的文件夹不会被改动。建好后先填《基础资料》，再用 repair 更新各登记簿的下拉单。
    """
    folder = found_department(Path(options.place), situation.now)
    yield f"已建好：{folder.root}"
    yield "请先填《基础资料》：人员、区域、开放时间、产品型号、设置；填好后运行 repair 更新各登记簿的下拉单。"


@command("adopt", argument("file", metavar="文件", help="旧登记簿：CSV（也可以是 .csv.gz）、xls、xlsx"),
         argument("--into", required=True, metavar="表名", help="接收到哪张表，例如 叫修登记"),
         argument("--map", metavar="对照表", help="写明栏名对照的 toml 文件；不写就只按栏名对照"),
         argument("--person", metavar="姓名", help="经手人"),
         argument("--dry-run", action="store_true", help="只看结果，不写入登记簿"))
def adopt(options: Any, situation: Situation) -> Shown:
    """接收旧登记簿：按对照表把行抄进来，抄不进来的逐格列出。

    例如：
      python -m automation adopt 旧叫修.xlsx --into 叫修登记 --dry-run
      python -m automation adopt 旧叫修.xlsx --into 叫修登记 --map 对照表.toml --person 王芳

    栏名和我们一样，或是常见的叫法（报修时间、联系电话、型号 …），不写对照表也认得。
    对照表是一个文本文件，用记事本就能写：
      header_row = 2                  # 栏名在第几行
      source_sheet = "2005年"         # 哪张表，不写就是第一张
      year = 2005                     # 日期没有写年份时，是哪一年
      [columns]                       # 我们的栏名 = 旧的栏名
      "叫修时间" = "报修日期"
      [fixed]                         # 每一行都一样的内容
      "叫修方式" = "电话"
      [values."区域"]                 # 旧的写法 = 我们的写法
      "SF" = "市内"
      [ignore]                        # 不抄的栏和原因
      "序号" = "用我们的编号"
    整个文件一次办理，办错了用 undo 撤销。抄不进来的格、行、栏都列在“检查”里的《接收清单》，没有一格悄悄丢掉。
    """
    session = Session.open(situation.folder, situation.now, situation.login)
    source = Path(options.file)
    mapping = read_map(Path(options.map) if options.map else None, options.into)
    adoption = plan_adoption(read_source(source, mapping.source_sheet, mapping.header_row), mapping, catalogue())
    yield (f"可以接收 {len(adoption.rows):,} 行；改成统一写法 {adoption.normalised:,} 格；抄不进来 {len(adoption.left_out):,} 处。"
           + ("（演练，没有写入登记簿）" if options.dry_run else ""))
    if adoption.left_out:
        place = session.folder.checks / f"接收清单-{source.name.partition('.')[0]}.xlsx"
        place.write_bytes(adoption_workbook(adoption, source.name))
        yield f"抄不进来的都列在：{place}"
    if options.dry_run or not adoption.rows:
        return
    yield "正在写入登记簿 …"
    outcome = adopt_rows(session, adoption, session.person(options.person), source.name)
    if outcome.applied:
        yield f"已写入《{catalogue().register_of[adoption.sheet.name].title}》（{outcome.run}）。"
    for register, why in outcome.pending.items():
        yield f"《{register}》已记下（{outcome.run}），稍后自动写入（待写入）：{why}"


@command("build")
def build(options: Any, situation: Situation) -> Shown:
    """重做 workbooks 里的空白登记簿和 macros 里的按钮、控制台（开发者用）。"""
    for register, data in blank_workbooks():
        path = ROOT / "workbooks" / register.filename
        path.write_bytes(data)
        yield f"{path.name}  {len(data):,} 字节"
    if not find_spec("pyopenvba"):
        yield "macros 没有重做：先用 pip 装 tests/requirements.txt。"
        return
    # Excel's side is built by its own program: the house knows nothing of it.
    subprocess.run([sys.executable, "-m", "macros", "build"], cwd=ROOT, check=True)


@command("docs")
def docs(options: Any, situation: Situation) -> Shown:
    """重做 docs 里由程序生成的几页（开发者用）。"""
    for name, make in pages().items():
        path = ROOT / "docs" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(make(), encoding="utf8", newline="\n")
        yield f"docs/{name}"


def pages() -> dict[str, Callable[[], str]]:
    """How each generated file of docs/ is made, by its path under docs/."""
    return handbook.pages() | {"命令.md": commands_page}


@command("commands")
def commands(options: Any, situation: Situation) -> Shown:
    """列出全部命令，按用途排列。"""
    yield overview().rstrip()


def _build_if_absent() -> None:
    for register, data in blank_workbooks():
        path = ROOT / "workbooks" / register.filename
        if not path.exists():
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(data)
