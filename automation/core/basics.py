"""基础资料: what every register of the house refers to (people, areas, hours, products, parts, settings)."""

from __future__ import annotations

from automation.core.schema import Column, Copy, Kind, ListOf, Pattern, Register, Sheet

ROLES = ("客服人员", "销售人员", "技术人员", "技术主管", "会计", "市场营销部", "销售主管", "销售经理", "总经理",
         "客户管理", "质量管理科", "受理单位", "受理单位主管", "部主管", "企业领导", "采购人员", "区域销售主管", "巡访人员")
USER, PARTNER = "用户", "往来企业"
"""The two kinds of customer of the house: who calls for service, and who is dealt with."""
ZONES = ("市区", "郊区")
WEEKDAYS = ("周一至周五", "周一", "周二", "周三", "周四", "周五", "周六", "周日", "每天", "调休上班日", "法定节假日")

_CLOCK = r"(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)"
_TIDYING = ((r"\s", ""), (r"\b(\d):", r"0\1:"), (r"[–—~至到]", "-"), (r"[，、;；]", ","))
TIME_OF_DAY = Pattern(_CLOCK, "请写成 08:30 这样", _TIDYING)
TIMES_OF_DAY = Pattern(f"{_CLOCK}-{_CLOCK}(?:,{_CLOCK}-{_CLOCK})*", "请写成 09:00-12:00 这样，几段之间用逗号隔开", _TIDYING)

PEOPLE = Sheet(
    "people", "人员", "name", role="总经理", article="DQ",
    columns=(
        Column("name", "姓名", required=True, unique=True, note="登记簿下拉单里的姓名都取自这里。"),
        Column("role", "职务", Kind.CHOICE, required=True, choices=ROLES, note="决定可以办理哪些事项。", width=14),
        Column("role2", "兼任", Kind.CHOICE, choices=ROLES, width=14),
        Column("login", "登录名", code=True, note="电脑的登录名；几个人共用一台电脑时可以相同。", width=14),
        Column("phone", "电话", Kind.PHONE),
        Column("team", "部门", width=14),
        Column("active", "在职", Kind.YESNO, required=True, note="离职的人改成“否”，不要删除。"),
    ))

AREAS = Sheet(
    "areas", "区域", "name", role="销售经理", article="AS2.12",
    columns=(
        Column("name", "区域", required=True, unique=True, note="客户所在区县。"),
        Column("zone", "市郊", Kind.CHOICE, "AS2.12", required=True, choices=ZONES,
               note="市区六小时到达，郊区七小时到达。"),
        Column("salesperson", "区域销售员", choices=ListOf("在职人员", "people", "name")),
        Column("supervisor", "区域主管", article="VS10", choices=ListOf("在职人员", "people", "name"), note="负责本区域巡访的主管。"),
    ))

HOURS = Sheet(
    "hours", "开放时间", "hours_no", role="总经理", article="AS2.12", order=(("opens", "closes"),),
    columns=(
        Column("hours_no", "序号", required=True, unique=True),
        Column("since", "生效日期", Kind.DATE, "AS2.12", required=True, future=True,
               note="从这天起按本行执行，直到有更晚的生效日期。冬夏作息各写一组。"),
        Column("days", "适用日", Kind.CHOICE, "AS2.12", required=True, choices=WEEKDAYS, width=14,
               note="法定节假日不上班；照常值班的，另写一行“法定节假日”。"),
        Column("opens", "上班", required=True, pattern=TIME_OF_DAY, note="例如 08:30"),
        Column("closes", "下班", required=True, pattern=TIME_OF_DAY, note="例如 12:00；上午、下午各写一行，午休就不计时。"),
    ))

DAYS = Sheet(
    "days", "日历变更", "day", role="总经理", article="AS2.12",
    columns=(
        Column("day", "日期", Kind.DATE, "AS2.12", required=True, unique=True, future=True,
               note="法定节假日和调休已经内置，这里只写本单位不同的日子，或新公布的安排。"),
        Column("open", "上班", Kind.YESNO, "AS2.12", required=True),
        Column("times", "时段", pattern=TIMES_OF_DAY, note="例如 09:00-12:00；不写就按平常的上班时间。", width=24),
        Column("why", "原因", width=24),
    ))

PRODUCTS = Sheet(
    "products", "产品型号", "model", role="市场营销部", article="AS2.1",
    columns=(
        Column("model", "型号", required=True, unique=True, width=18),
        Column("title", "品名", required=True, width=22),
        Column("warranty_months", "保修月数", Kind.COUNT, "AS2.1", required=True, at_least=0,
               note="从购买日起免费保修的月数。"),
        Column("price", "售价", Kind.MONEY, at_least=0),
    ))

PARTS = Sheet(
    "parts", "零件", "part_no", role="技术主管", article="AS2.6",
    columns=(
        Column("part_no", "零件编号", required=True, unique=True, width=14),
        Column("title", "零件名称", required=True, width=18),
        Column("spec", "规格", width=16),
        Column("price", "单价", Kind.MONEY, "AS2.4", required=True, at_least=0),
    ))

SETTINGS = Sheet(
    "settings", "设置", "setting_no", role="总经理", article="DQ",
    columns=(
        Column("setting_no", "序号", required=True, unique=True),
        Column("item", "项目", Kind.CHOICE, required=True, width=22,
               choices=("公司名称", "公司地址", "公司电话", "小额现场收款上限", "保修到期也寄通知", "部主管", "记录卡第六联收件",
                        "调查报告第三联收件")),
        Column("value", "内容", required=True, width=36),
        Column("since", "生效日期", Kind.DATE, future=True, note="不写就是一直有效。"),
        Column("note", "说明", width=36),
    ))

BASICS = Register("basics", "基础资料", (PEOPLE, AREAS, HOURS, DAYS, PRODUCTS, PARTS, SETTINGS), keeper="总经理")

STAFF = ListOf("在职人员", "people", "name")
AREA_NAMES = ListOf("区域", "areas", "name")
MODELS = ListOf("型号", "products", "model")
PART_NUMBERS = ListOf("零件编号", "parts", "part_no")
AREA_ZONES = Copy("areas", ("name", "zone"))
MODEL_WARRANTIES = Copy("products", ("model", "warranty_months"))
PART_PRICES = Copy("parts", ("part_no", "title", "price"))
