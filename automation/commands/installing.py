"""Commands of installing: the buttons into this computer's Excel, and out again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from automation.commands import Shown, Situation, argument, command
from automation.desk.installed import put, take_away, this_computer
from automation.desk.installing import ADDIN, PANEL, name, panel_for, panel_place, plan, shown

ROOT = Path(__file__).resolve().parents[2]
_DRY = argument("--dry-run", action="store_true", help="只列出会做什么，不真的做")


@command("install", _DRY, argument("--wps", action="store_true", help="另加右键菜单“客服簿：在这里办理”（没有 Excel、用 WPS 的电脑）"))
def install(options: Any, situation: Situation) -> Shown:
    r"""把按钮装进这台 Windows 电脑的 Excel：上方多一页“客服”，桌面上多一个“客服簿控制台”。

    例如：
      py start.py install --dry-run                 先看会做什么
      py start.py install --folder \\服务器\客服簿    装，并把部门文件夹写进控制台
      py start.py install --wps                     再加一个右键菜单，给用 WPS 的人

    只写当前用户自己的几个文件，不需要管理员，不碰登记簿。先关闭 Excel 再装；程序更新以后再运行一次。不要了用 uninstall。
    按钮只能装在 Windows 的 Excel 里；Linux、macOS 和 WPS 用命令办理，效果一样。
    """
    computer = this_computer(ROOT)
    former = Path(panel_place(computer))
    addin, blank = ((ROOT / "macros" / file).read_bytes() for file in (ADDIN, PANEL))
    panel = panel_for(blank, former.read_bytes() if former.exists() else None, getattr(options, "folder", None))
    things = plan(computer, addin, panel, wps=options.wps)
    if options.dry_run:
        yield "会做这些事（演练，什么也没有做）："
        for thing in things:
            yield from shown(thing)
        return
    for thing in put(things):
        yield from shown(thing)
    yield "装好了。重新打开 Excel，上方有一页“客服”；怎样用看 docs 里的“按钮图解”。"


@command("uninstall", _DRY)
def uninstall(options: Any, situation: Situation) -> Shown:
    """把 install 装的东西从这台电脑上去掉；登记簿、单据和程序文件夹都不动。

    先关闭 Excel 再运行。
    """
    things = plan(this_computer(ROOT), b"", b"", wps=True)[::-1]
    if options.dry_run:
        yield "会去掉这些（演练，什么也没有做）："
        yield from (f"  {name(thing)}" for thing in things)
        return
    gone = list(take_away(things))
    yield from (f"去掉了 {name(thing)}" for thing in gone)
    yield "去掉了。重新打开 Excel，“客服”一页就没有了。" if gone else "这台电脑上没有装过按钮。"
