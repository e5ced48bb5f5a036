"""What people say and write in the complaints of the demonstration: matters, findings, measures, answers."""

from __future__ import annotations

from dataclasses import dataclass

from automation.complaints.registers.common import GROUNDS

QUALITY, SPEC, TOLERANCE, TRANSPORT, PACKING, OTHER = GROUNDS

MATTERS = {
    QUALITY: ("水箱内胆用了两年就渗水", "真空管冬天炸了三根", "保温层发泡不匀，一夜降温二十度", "控制仪水位乱跳"),
    SPEC: ("订的是二十管，送来的是十八管", "装箱单写两根热管，箱里只有一根", "说明书上的电加热功率与实物不符"),
    TOLERANCE: ("集热管长短不齐，装上去漏风", "支架孔距差了五毫米，螺栓穿不进", "水箱直径偏大，封口圈套不上"),
    TRANSPORT: ("水箱外壳被撞凹一块", "送到时玻璃盖板已经裂了", "真空管在车上碎了两根"),
    PACKING: ("泡沫垫太薄，水箱两头磕瘪", "纸箱受潮散开，配件丢了一包", "护角没装，外壳划了长长一道"),
    OTHER: ("合同写明送装一体，安装又另外收费", "说好换新机，送来的有使用痕迹", "保修卡没有盖章，不给登记"),
}
SHARES = (46, 13, 9, 14, 11, 7)
"""How often each ground is given, in the order of :data:`GROUNDS`."""

UNIT_OF = {QUALITY: "生产部", SPEC: "采购部", TOLERANCE: "生产部", TRANSPORT: "储运部", PACKING: "储运部", OTHER: "采购部"}


@dataclass(frozen=True)
class Finding:
    """What a unit finds: the kind of cause, and the texts of investigation, report and measure."""

    kind: str
    cause: str
    analysis: str
    responsible: str
    measure: str


FINDINGS = {
    "生产部": (Finding("制造", "焊缝有气孔", "焊接电流偏低，未做试压", "焊接班", "增加逐台试压工序"),
            Finding("制造", "发泡密度不够", "发泡料配比波动", "发泡班", "每班抽检发泡密度并记录")),
    "采购部": (Finding("材料零件", "外购件与图样不符", "供方换料没有报备", "采购员", "供方换料须先送样确认"),
            Finding("材料零件", "装箱少件", "供方小包数量不足", "采购员", "小包入库逐批称重核数")),
    "储运部": (Finding("运输", "车上固定不牢", "绑带少系两道", "押运员", "装车照单拍照留底"),
            Finding("包装", "护角、泡沫用量不足", "包装作业没有按图", "包装组", "包装样板挂到工位")),
}
FRESH = {"生产部": Finding("检验", "出厂检验漏检", "检具磨损没有更换", "检验组", "检具每周校验"),
         "采购部": Finding("检验", "进货抽检漏检", "抽检比例过低", "验收员", "进货抽检比例加倍"),
         "储运部": Finding("其它", "仓库搬运磕碰", "叉车通道过窄", "仓管员", "仓库通道重新划线")}
"""Findings that the cases still open come to: nothing that was prevented before."""

OUTCOMES = (("换货", "更换同型号新机一台"), ("无偿修理", "免费更换部件并延长保修一年"), ("无偿修理", "免费上门返修"),
            ("说明致歉", "书面致歉并登门说明"), ("减价", "按合同价减收部分货款"), ("赔偿", "赔偿客户直接损失"), ("退货", "退货退款"))
DEMANDS = {"换货": "wants_exchange", "无偿修理": "wants_repair", "说明致歉": "wants_criticism", "减价": "wants_discount",
           "赔偿": "wants_damages", "退货": "wants_return"}
MONEY = {"减价": "折价", "赔偿": "赔偿", "退货": "退货款"}
REFUSALS = ("客户自行拆机改装，不属质量问题", "结垢因当地水质过硬，说明书已写明除垢周期", "超过保修期多年，属正常老化")
WITHDRAWN = ("客户说邻居帮忙修好了", "客户搬家，不再追究", "技术员当天上门已经解决")
LEADERS = (("减价", "按补充协议减收一成货款"), ("退货", "同意解除合同，退还定金"), ("说明致歉", "按原合同继续履行，书面说明"))
SALES = ("补开提货单并送到客户手中", "更正发票抬头后重新寄出", "补发漏发的配件，登门致歉")
