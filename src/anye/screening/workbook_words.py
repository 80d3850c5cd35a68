"""The workbook's texts, and how they are said in a language."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from anye.reference.traditional import traditional
from anye.rules.citation import Citation
from anye.rules.measure import FUNDS, KINDS, Measure
from anye.rules.types import Words, show_unit

# Chinese and English; the traditional text is made from the first
TEXTS: dict[str, tuple[str, str]] = {
    # sheets
    "summary": ("汇总", "Summary"),
    "asking": ("待查清单", "To ask"),
    "confirming": ("待核实", "To be confirmed"),
    "reading": ("说明", "How to read this"),
    # headings
    "measure": ("政策措施", "Measure"),
    "fund": ("资金", "Fund"),
    "lead": ("牵头部门", "Lead department"),
    "entitled": ("可享受", "Entitled"),
    "unknown": ("待查明", "Unknown"),
    "refused": ("不符合", "Not entitled"),
    "gives-way": ("让位", "Gives way"),
    "ready": ("可办理", "Can proceed"),
    "ready-count": ("其中可办理", "Of these can proceed"),
    "payable": ("其中可办理金额", "Of this can proceed"),
    "amount": ("金额（元）", "Amount (yuan)"),
    "value": ("数量（{unit}）", "Value ({unit})"),
    "kind": ("种类", "Kind"),
    "low": ("最少", "At least"),
    "high": ("最多", "At most"),
    "check": ("核对", "Check"),
    "number": ("序号", "No."),
    "key": ("记录号", "Record"),
    "party-name": ("{party}名称", "{party} name"),
    "person-name": ("{party}姓名", "{party} name"),
    "credit-code": ("{party}统一社会信用代码", "{party} credit code"),
    "party-number": ("{party}证件号码", "{party} number"),
    "outcome": ("结果", "Outcome"),
    "next": ("下一步", "Next step"),
    "why": ("测算依据", "Why"),
    "whom": ("向谁查", "Whom to ask"),
    "sentence": ("政策原文", "Sentence it rests on"),
    "total": ("合计", "Total"),
    "register": ("登记来源", "Register"),
    "fact": ("待查事实", "Fact to find out"),
    "ask": ("要问的问题", "Question to ask"),
    "waiting": ("待查行数", "Rows waiting"),
    "only": ("只等这一处的行数", "Rows waiting for it alone"),
    "facts": ("待查事实数", "Facts"),
    "sort": ("类别", "Sort"),
    "item": ("待核实事项", "What is to be confirmed"),
    "taken": ("现按", "Taken as"),
    "settle": ("如何核实，或另一种读法", "What would settle it, or the other reading"),
    "term": ("项目", "Term"),
    "meaning": ("含义", "Meaning"),
    # the summary
    "title": (
        "{number} 全市筛查结果（{on}，所知截至 {known}）",
        "{number}: screening of the city on {on} (law as known on {known})",
    ),
    "note": (
        "已扣除措施之间的互斥和共用的累计限额：不可同时享受的只计一项，让位的另列。“最少”只计可享受的，“最多”连同待查明的。名单供核对，不是审批决定。",
        (
            "After exclusions between measures and limits they share: of what can't be had together one counts, and what gives "
            "way is listed apart. “At least” counts those entitled, “at most” the unknown too. A list to work from, not a decision."
        ),
    ),
    "masked": ("证件号码已遮盖。", "Numbers of persons are masked."),
    "bare": (
        "本簿载有完整证件号码，须按个人信息保管，不得外传。",
        "This workbook holds full identity numbers: keep it as personal data and pass it to nobody.",
    ),
    "unbounded": ("有金额待定", "some are open"),
    "digest": ("规则版本 {digest}", "Rules {digest}"),
    "by-fund": ("按资金", "By fund"),
    "by-measure": ("按政策措施（点击名称打开名单）", "By measure (click a name to open its list)"),
    "first": ("先做什么", "What to do first"),
    "do-ready": (
        "① {count} 条可以办理，其中应付 {money} 元。打开各表，在“下一步”列筛选“可办理”。",
        "① {count} rows can proceed, {money} yuan of payments among them. Open a sheet and filter “Next step” by “Can proceed”.",
    ),
    "do-amount": (
        "② {count} 条可享受而数额未定：缺的事实或标准写在“测算依据”里。",
        "② {count} rows are entitled with the amount open: “Why” says which fact or figure is missing.",
    ),
    "do-ask": (
        "③ {count} 条待查明：到“待查清单”看向哪个部门查哪些事实，查到后重新筛查。",
        "③ {count} rows wait for facts: “To ask” says which register has them. Screen again once they are known.",
    ),
    "do-confirm": (
        "④ 结果依据 {count} 项待核实的标准和口径，见“待核实”。",
        "④ The results rest on {count} figures and readings still to be confirmed: see “To be confirmed”.",
    ),
    "fund-chart": ("各项资金应付金额（元）", "Payments by fund (yuan)"),
    "count-chart": (
        "各项措施可享受与待查明的比例（数字为条数）",
        "Share entitled and unknown by measure (the figures are rows)",
    ),
    "agrees": ("✓ 一致", "✓ agrees"),
    "agrees-cut": ("✓ 一致（只列部分）", "✓ agrees (part listed)"),
    "differs": ("✗ 不一致", "✗ differs"),
    "all-agree": ("✓ 全部一致", "✓ all agree"),
    # a measure's sheet
    "back": ("← 返回汇总", "← Summary"),
    "rests": ("原文：{text}", "The notice: {text}"),
    "formula": ("算法：{text}", "Reckoned as: {text}"),
    "assumed": ("待核实 {text} 项", "To be confirmed: {text}"),
    "totals": ("合计（随筛选变化）", "Totals (follow the filter)"),
    "totals-cut": (
        "所列 {shown} 行的合计（随筛选变化）；全部 {all} 行的合计见汇总",
        "Totals of the {shown} rows listed (follow the filter); those of all {all} are in the summary",
    ),
    "cut": ("本表只列前 {shown} 行，全部见 {file}。", "Only the first {shown} rows; all are in {file}."),
    "nobody": ("没有可享受或待查明的对象。", "Nobody is entitled and nobody is open."),
    "next-ready": ("可办理", "Can proceed"),
    "next-amount": ("先定数额", "Settle the amount"),
    "next-ask": ("先查明", "Settle the facts"),
    "next-choose": ("先择一项", "Choose between measures"),
    "next-none": ("不办理", "Nothing"),
    "do-choose": (
        "⑤ {count} 条符合条件，但与其他措施不可同时享受，择哪一项还不能断定或由申请人选择；{gone} 条让位，不办理。",
        (
            "⑤ {count} rows are entitled but can't be had together with another measure, and which one is still open or the "
            "applicant's choice; {gone} give way and need nothing."
        ),
    ),
    # reasons
    "gives-way-to": (
        "符合条件，但与{others}不可同时享受，让位",
        "entitled, but not together with {others}: gives way",
    ),
    "would-give-way": (
        "待查明；即使符合也与{others}不可同时享受，让位",
        "not settled; even if entitled, not together with {others}: gives way",
    ),
    "granted-before": ("此前已享受{award}，不得再享受", "{award} was granted before: no longer possible"),
    "used-up": ("共用的限额已由{others}用完", "the limit it shares is used up by {others}"),
    "another-record": ("{title}（另一条记录）", "{title} (another record)"),
    "choose-between": (
        "符合条件，但与{others}不可同时享受，待择一项",
        "entitled, but not together with {others}: to be chosen",
    ),
    "of-the-rest": ("已除去{others}，按其余计算", "reckoned of what {others} leave"),
    "by-rule": ("择取规则：{rule}", "rule of choice: {rule}"),
    "meets": ("各项条件均符合：{labels}", "all conditions are met: {labels}"),
    "comes-to": ("{formula} = {amount}", "{formula} = {amount}"),
    "is-amount": ("应为 {amount}", "which comes to {amount}"),
    "open-amount": ("数额待定（{span}）", "the amount is open ({span})"),
    "no-bound": ("未有上限", "without an upper bound"),
    "if-granted": ("如符合，{span}", "if met, {span}"),
    "open-conditions": ("待查明：{labels}", "to be settled: {labels}"),
    "ask-register": ("向{register}查：{facts}", "ask the {register}: {facts}"),
    "ask-person": ("由{register}认定：{facts}", "the {register} decides: {facts}"),
    "ask-figure": ("待政策标准核实：{facts}", "figures of the policy to be confirmed: {facts}"),
    "ask-linked": ("关联的记录不全，先补登记", "a linked record is missing: complete the register first"),
    "figure": ("待核实的政策标准", "figures of the policy"),
    # to be confirmed
    "kind-condition": ("条件", "condition"),
    "kind-amount": ("数额", "amount"),
    "kind-parameter": ("标准", "figure"),
    "kind-derived": ("推算口径", "derived fact"),
    "kind-reading": ("理解口径", "reading"),
    # printing
    "page": ("第 &P 页，共 &N 页", "Page &P of &N"),
    "ask-note": (
        "每行一项事实：向所列登记来源查到后补入登记，再筛查一次，这些行就有结果。一行可能同时等几项事实，因此各行之和大于待查明的条数。",
        (
            "A line a fact: once the register has it, enter it and screen again, and these rows are settled. One row may wait "
            "for several facts, so the lines add up to more rows than are open."
        ),
    ),
    "confirm-note": (
        "以下事项尚无人核实，筛查结果依据它们得出。核实后改动政策文件中的相应条目，再筛查一次。",
        "Nobody has confirmed these yet, and the results rest on them. Once confirmed, change the policy's entry and screen again.",
    ),
    "by-register": ("按登记来源", "By register"),
    "by-question": ("按事实", "By fact"),
}

READING: tuple[tuple[str, str, str, str], ...] = (
    ("可享受", "Entitled", "全部条件都符合。", "Every condition is met."),
    (
        "待查明",
        "Unknown",
        "没有不符合的条件，但有条件因缺少事实还不能判断。缺少不等于不符合，也不等于零。",
        "No condition fails, and at least one can't be told for want of a fact. Missing is neither no nor zero.",
    ),
    ("不符合", "Not entitled", "至少一项条件不符合，不列入名单。", "A condition fails; not listed."),
    (
        "让位",
        "Gives way",
        "与另一项不可同时享受，按择取规则不享受这一项，或者此前已享受另一项。列在名单最后，不计入金额。",
        (
            "Not together with another measure, which the rule of choice prefers, or which was granted before. Listed last; "
            "counts towards no amount."
        ),
    ),
    (
        "下一步：可办理",
        "Next step: can proceed",
        "可享受，数额也已确定，可以进入受理、审核。",
        "Entitled, and the amount is certain: the application can be handled.",
    ),
    (
        "下一步：先定数额",
        "Next step: settle the amount",
        "可享受，但数额还取决于缺少的事实或待核实的标准。",
        "Entitled, but the amount still depends on a missing fact or a figure to be confirmed.",
    ),
    (
        "下一步：先查明",
        "Next step: settle the facts",
        "先向“向谁查”所列登记来源查明事实。",
        "Find out the facts from the registers named under “Whom to ask”.",
    ),
    (
        "下一步：先择一项",
        "Next step: choose between measures",
        "单看这一项符合条件，但与另一项不可同时享受；另一项尚未查明、金额未定或须由申请人选择，因此计入待查明。",
        (
            "Entitled by itself, but not together with another measure, of which something is open, or the choice is the "
            "applicant's: counted with the unknown."
        ),
    ),
    (
        "最少、最多",
        "At least, at most",
        "事实不全时金额在两者之间。“最少”只计可享受的；“最多”连同待查明的，一旦符合可能达到的金额。两者相同即已确定。",
        (
            "Where facts are missing the amount lies between the two. “At least” counts those entitled; “at most” the unknown "
            "too, for what they may come to. Where the two are equal the amount is certain."
        ),
    ),
    (
        "有金额待定",
        "Some are open",
        "至少一行还没有上限，例如标准尚未核实，因此不写总数。",
        "At least one row has no upper bound yet, say because a figure isn't confirmed, so no total is given.",
    ),
    (
        "种类",
        "Kind",
        "金额由资金支付；应缴由单位或个人缴纳；贷款额度由银行发放；费率、期限、资格不是钱。只有“金额”计入资金合计。",
        (
            "An amount is paid by a fund; a due is paid by employer or person; a loan is lent by a bank; rates, durations and "
            "rights are no money. Only amounts count towards the funds."
        ),
    ),
    (
        "互斥和累计限额",
        "Exclusions and limits between measures",
        "各措施分别测算之后，再就不可同时享受的措施按择取规则择一，共用的次数、月数和金额限额用完为止，此前已享受的计算在内。择取规则和依据用 anye show 措施 查看，尚待核实的用 anye assumptions 列出。",
        (
            "Measures are reckoned one by one; then of those that can't be had together one is chosen by its rule, and limits on "
            "times, months and amounts that several share are used up and no more, earlier awards included. anye show "
            "MEASURE tells the rule and what it rests on, anye assumptions lists what of it is still to be confirmed."
        ),
    ),
    (
        "合计与筛选",
        "Totals and filters",
        "名单上方的合计是公式，随筛选变化。汇总表的“核对”列把汇总数与各表逐一比较，不受筛选影响。",
        (
            "The totals above each list are formulas and follow the filter. “Check” in the summary compares its figures with every "
            "sheet and does not depend on filters."
        ),
    ),
    (
        "行数上限",
        "Longest list",
        "每张表最多列 {shown} 行，超过的见同一目录中同名的 Parquet 文件；汇总表始终是全部的数。",
        (
            "A sheet lists at most {shown} rows; the Parquet file of the measure beside this workbook has all. The summary always "
            "counts all."
        ),
    ),
    (
        "证件号码",
        "Identity numbers",
        "自然人的号码默认遮盖中段：18位的留前6位和后4位，15位的留前6位和后3位，港澳通行证等其他证件留首位和后2位。统一社会信用代码是公开信息，不遮盖。",
        (
            "The middle of persons' numbers is hidden unless asked for: of 18 characters the first six and the last four stay, of 15 "
            "the first six and the last three, of other documents such as Hong Kong and Macau permits the first and the last two. "
            "Credit codes of employers are public and stay."
        ),
    ),
    (
        "名称中的特殊字符",
        "Special characters in names",
        "以 = + - @ 开头的名称按文字存放，Excel 不会当作公式。另存为 CSV 再打开时没有这种保护，请勿用 CSV 转交。控制字符以 ␀、␉ 等符号显示。",
        (
            "Names that begin with = + - @ are kept as text and Excel does not run them. A CSV saved from this workbook has no such "
            "protection: don't hand one on. Control characters show as ␀, ␉ and the like."
        ),
    ),
    (
        "待核实",
        "To be confirmed",
        "标准、条件或口径尚未核对原件。以核实后的为准。",
        "A figure, a condition or a reading not yet checked against its source. What is confirmed prevails.",
    ),
)


@dataclass(frozen=True)
class Speech:
    """The workbook's words in one of `zh-Hans`, `zh-Hant` and `en`."""

    lang: str

    def say(self, key: str, **parts: object) -> str:
        """A text of TEXTS; what is filled in stays as it is, so that names on record are never converted."""
        return self.pick(*TEXTS[key]).format(**parts)

    def pick(self, zh: str, en: str) -> str:
        return en if self.lang == "en" else self.chinese(zh)

    def chinese(self, text: str) -> str:
        """Text that exists in simplified Chinese alone, in the characters of the language."""
        return traditional(text) if self.lang == "zh-Hant" else text

    def word(self, words: Words) -> str:
        return words.in_(self.lang)

    @property
    def comma(self) -> str:
        return ", " if self.lang == "en" else "、"

    @property
    def semicolon(self) -> str:
        return "; " if self.lang == "en" else "；"

    @property
    def colon(self) -> str:
        return ": " if self.lang == "en" else "："

    def count(self, number: int | Decimal) -> str:
        return f"{number:,}"

    def fund(self, fund: str) -> str:
        return self.word(FUNDS[fund]) if fund in FUNDS else "—"

    def kind(self, measure: Measure) -> str:
        return self.word(KINDS[measure.amount.kind])

    def head(self, key: str, **parts: object) -> str:
        """A heading that begins with a name of the dictionary, which English writes small."""
        text = self.say(key, **parts)
        return text[:1].upper() + text[1:]

    def amount(self, measure: Measure) -> str:
        """What the column of amounts is headed: with the unit, money as an amount."""
        kind, unit = measure.amount.kind, measure.amount.type.unit
        if kind == "payment" and unit == YUAN:
            return self.say("amount")
        if unit and unit != YUAN:
            return self.say("value", unit=show_unit(unit, self.lang))
        text = self.kind(measure)
        return text[:1].upper() + text[1:]

    def source(self, cite: Citation) -> str:
        """Where something rests: the notice's words, or a higher document's fact."""
        return self.chinese(
            f"〔{cite.clause}〕{cite.quote}" if cite.clause else f"{cite.document} {cite.fact}"
        )


YUAN = (("yuan", 1),)
