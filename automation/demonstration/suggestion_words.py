"""What customers suggest in the demonstration, and what the departments find: all of it invented."""

from __future__ import annotations

from dataclasses import dataclass

from automation.suggestions.registers.common import KINDS

STANDARD, LOGISTICS, MATERIALS, SERVICE, OTHERS = KINDS.values()


@dataclass(frozen=True)
class Topic:
    """A suggestion: its kind, title and words, the department it goes to first, what comes of it there."""

    kind: str
    title: str
    content: str
    effect: str
    unit: str
    result: str
    improvement: str


TOPICS = (
    Topic(STANDARD, "统一上下水接头尺寸", "各型号的接头大小不一，换件要找转接头；希望都做成四分的。", "换一次少跑一趟",
          "生产部", "改两副模具即可，不增加成本", "新批次统一为四分接头"),
    Topic(STANDARD, "支架孔距改成一样", "不同年份的支架孔距差几毫米，旧架子不能接着用。", "旧支架可以再用",
          "生产部", "旧图可以归并为两种", "支架孔距归并为两种，标在说明书上"),
    Topic(STANDARD, "说明书和配件用同一套编号", "说明书上的件号和包装上的对不上，报修说不清。", "报修少来回",
          "质量管理科", "编号表可以合并", "说明书、包装、价目表改用同一套件号"),
    Topic(LOGISTICS, "乡镇按月拼车送货", "零散要货单独发车，运费比配件还贵，可以定日子拼车。", "每台省运费三十元",
          "储运部", "每月两班可行", "每月十日、二十五日拼车送货"),
    Topic(LOGISTICS, "网点常备易损件", "密封圈、真空管每次都要从总库发，等好几天。", "缩短等件时间",
          "储运部", "二十种易损件可放网点", "每个网点按清单备二十种易损件"),
    Topic(LOGISTICS, "包装箱两用", "送货的纸箱拆了就扔，旧机返修又没有箱子。", "每台省一只箱子",
          "储运部", "箱型略改即可重复用", "纸箱加固折口，随车回收"),
    Topic(LOGISTICS, "经销商网上看库存", "打电话问库存常常占线，看得见就好安排。", "少压货",
          "销售部", "系统改造费用过高", "每周一公布库存表"),
    Topic(MATERIALS, "试用陶瓷内胆", "有厂家做陶瓷内胆，耐水垢，报价不高。", "延长寿命三年",
          "采购部", "样品试验合格，价高四十元", "高端机型先用五十台试装"),
    Topic(MATERIALS, "真空管换加厚玻璃", "冰雹天炸管多，邻县用加厚管的少坏。", "少换管",
          "采购部", "加厚管每支贵两元，炸管减半", "新购真空管改用加厚玻璃"),
    Topic(MATERIALS, "保温层改用新型发泡料", "看到一种发泡料，同样厚度多保温两度。", "夜里少降温",
          "生产部", "发泡料含味大，不适合入户", "继续跟踪同类材料"),
    Topic(MATERIALS, "不锈钢排空阀", "铜阀冬天冻裂，不锈钢的供货厂家我认识。", "少冻坏管路",
          "采购部", "试装两百只合格", "换用不锈钢排空阀"),
    Topic(SERVICE, "上门前发一条短信", "说上午来，等到下午；出发前发条短信就好。", "用户不用干等",
          "技术部", "短信平台已有，可以做", "出发前半小时发短信"),
    Topic(SERVICE, "入冬前统一检查伴热带", "每年十一月冻坏一批，入冬前查一遍就好。", "少报修",
          "技术部", "可与回访合并", "十月安排片区集中检查"),
    Topic(SERVICE, "旧件当面交还", "换下来的件说不清，当面交还放心。", "少纠纷",
          "技术部", "应当做到", "旧件装袋交还，凭证注明"),
    Topic(SERVICE, "夜间也能报修", "晚上漏水没人接电话。", "少受损失",
          "销售部", "夜间值班人手不够", "先开电话留言，次日八点回电"),
    Topic(OTHERS, "给老用户寄使用小贴士", "老人记不住怎么用，寄一张大字的就好。", "少误操作",
          "销售部", "印制费用不高", "每年春秋各寄一次大字卡片"),
)
"""What customers and dealers suggest, in turn."""

OF_CARDS = {
    "希望冬天来临前提醒用户检查伴热带": (SERVICE, "入冬前提醒检查伴热带"), "配件价目能不能贴在网点": (SERVICE, "网点张贴配件价目"),
    "希望周末也能派人": (SERVICE, "周末也派工"), "建议说明书字大一点": (STANDARD, "说明书用大字"),
    "上门前最好先打个电话": (SERVICE, "上门前先打电话"), "控制仪的按键用不明白，希望有个图": (STANDARD, "控制仪附操作图"),
}
"""The kind and title of what comes from survey cards, by the words on the card."""

AGAINST = ("费用过高，收益太小", "与现行安全标准不合", "供货不稳定，暂不具备条件", "已有同样的办法在做")
STOPPED = ("客户来电撤回", "与另一件重复", "客户迁走，不再联系")
SCHEDULES = ("先做样件，低温试验一个月，再定", "分两步：先查近两年记录，再到三个网点试行", "等供应商寄样，收到后试装两周")
AWARDS = ("奖状一张、奖金一千元", "奖状一张、免费保养一年", "奖状一张、奖金五百元")
TOPICS_OF_HALF = ("冬季防冻；配件通用", "降低配送成本；网点备件", "节水节电；说明书好懂", "新材料；安装更快")
PLACES_OF_NOTICE = "各网点公告栏、公司网站"
COLLECTING = "随通知寄《客户提案表》；巡访时当面收；调查卡上的建议逐条登记；每季度汇总一次。"
