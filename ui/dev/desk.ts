/** A desk that knows a few made-up people, so that every screen can be looked at. */
import type { Answers } from "@/bindings/Answers";
import type { Ask } from "@/bindings/Ask";
import type { CasePage } from "@/bindings/CasePage";
import type { CaseRow } from "@/bindings/CaseRow";
import type { Due } from "@/bindings/Due";
import type { HistoryLine } from "@/bindings/HistoryLine";
import type { ItemCard } from "@/bindings/ItemCard";
import type { ItemSpec } from "@/bindings/ItemSpec";
import type { MergedMaterial } from "@/bindings/MergedMaterial";
import type { Need } from "@/bindings/Need";
import type { AftercareLine } from "@/bindings/AftercareLine";
import type { ListedReason } from "@/bindings/ListedReason";
import type { OfferView } from "@/bindings/OfferView";
import type { PaperLine } from "@/bindings/PaperLine";
import type { Party } from "@/bindings/Party";
import type { Piece } from "@/bindings/Piece";
import type { TalentRow } from "@/bindings/TalentRow";
import type { WorkLine } from "@/bindings/WorkLine";
import { daysFrom } from "@/days/typed";
import { blank, blankEmployer } from "@/screens/people/blank";
import { dayOf, workingLater } from "./days";
import { SAMPLE_PDF } from "./sample";

export const settings = new Map<string, unknown>();
const TODAY = "2026-11-23";
const party = (key: string, name: string, short: string, specialist: string | null): Party => ({ key, name, short, specialist });
const POLICE = party("public_security", "演示市公安局", "公安局", "陆平");
const HOUSING = party("housing", "演示市住房和城乡建设局", "住建局", "高远");
const SCHOOL = party("education", "演示市教育局", "教育局", "田悦");
const HR = party("human_resources", "演示市人力资源和社会保障局", "人社局", "何敏");
const HEALTH = party("health", "演示市卫生健康委员会", "卫健委", null);
const SCIENCE = party("science", "演示市科学技术局", "科技局", "贺书言");

const due = (from: string, days: number, provisional = false): Due => ({
  date: workingLater(from, days),
  provisional,
  calendar: "2026-c1",
  from,
  days,
  kind: "working",
});

const sourced = <T,>(value: T | null, article = "", note = "") => ({
  value,
  status: value === null ? ("unset" as const) : ("explicit" as const),
  article,
  note,
});
const card = (key: string, name: string, lead: Party, days: number | null, over: Partial<ItemCard> = {}): ItemCard => ({
  key,
  name,
  lead,
  route: "parallel",
  limits: { promised: sourced(days === null ? null : { days, kind: "working" as const }), statutory: sourced<{ days: number; kind: "working" }>(null) } as ItemCard["limits"],
  in_person: null,
  on_spot: false,
  status: "explicit",
  article: "演示办法第八条",
  materials: 4,
  ...over,
});
const NEEDS: Need[] = [
  {
    key: "settle",
    name: "安家",
    items: [card("household", "人才落户", POLICE, 7), card("apartment", "人才公寓申请", HOUSING, 7), card("subsidy", "购房补贴", HOUSING, null)],
  },
  {
    key: "family",
    name: "家人",
    items: [card("school", "子女入学（小学）", SCHOOL, 10), card("spouse", "配偶就业", HR, null, { status: "inferred" }), card("care", "医疗保健", HEALTH, null)],
  },
  {
    key: "work",
    name: "工作",
    items: [card("title", "职称评审", HR, 15), card("permit", "外国人来华工作许可", HR, 10, { in_person: "escort" }), card("patent", "专利申请咨询", SCIENCE, null)],
  },
];
const ITEMS = NEEDS.flatMap((need) => need.items);
const material = (key: string, name: string, form: "original" | "copy" | "sighted" | "sighted_copy", required: boolean, items: string[], note = ""): MergedMaterial => ({
  spec: { key, name, form, copies: form === "copy" ? 2 : 1, source: "applicant", required, status: "explicit", article: "演示办法第九条", note },
  items,
});
const CHECKLIST = [
  material("id_card", "居民身份证", "sighted_copy", true, ["01", "02", "03", "04", "05"]),
  material("card", "人才服务卡", "sighted", true, ["01", "02", "03", "04", "05"]),
  material("household_book", "户口簿（首页、本人页、子女页）", "copy", true, ["01", "03"]),
  material("marriage", "结婚证", "sighted", true, ["01"]),
  material("birth", "子女出生医学证明", "copy", true, ["03"]),
  material("no_house", "无房证明", "original", false, ["02"], "开具之日起一个月内有效"),
  material("contract", "劳动合同", "copy", true, ["01", "04"]),
  material("degree", "学历学位证书", "sighted_copy", true, ["04"]),
];
const spec = (item: ItemCard): ItemSpec => ({
  key: item.key,
  name: item.name,
  need: "安家",
  version: 3,
  article: item.article,
  status: item.status,
  route: item.route,
  lead: item.lead.key,
  assist: item.key === "apartment" ? ["human_resources"] : [],
  duty: "住房保障",
  level: "city",
  on_spot: false,
  in_person: item.in_person,
  by_proxy: true,
  after: [],
  preconditions: [{ key: "class", text: "已认定为高层次人才，且在有效期内", status: "explicit", article: "演示办法第四条" }],
  materials: CHECKLIST.map(({ spec: one }) => one),
  limits: item.limits,
  steps: ["窗口受理", "部门核查", "窗口送达"],
  results: ["配租通知书"],
  fee: sourced("不收费", "演示办法第六条"),
  legal_layer: null,
  materials_complete: sourced(true, "演示办法第九条"),
  note: "",
});

const row = (name: string, cls: string, employer: string, over: Partial<TalentRow> = {}): TalentRow => ({
  file: `talent/${name}`,
  name,
  class: cls,
  identity: "990102********202X",
  identity_kind: "居民身份证",
  phone: "138****5678",
  employer,
  specialist: "孙倩",
  cards: [],
  situation: "在职，在本地生活（9月核实）",
  open_cases: 0,
  same: "",
  ...over,
});
const PEOPLE: TalentRow[] = [
  row("陈䶮", "B 类 国家级领军", "演示河新材料有限公司", { cards: ["服务卡 0037"], open_cases: 1 }),
  row("欧阳·阿依夏木", "A 类 顶尖", "演示大学附属医院", { open_cases: 1 }),
  row("Maria-José García", "C 类 地方级领军", "演示市高分子新材料产业技术研究院有限责任公司", { identity: "PA****521", identity_kind: "护照", specialist: "", situation: "" }),
  row("李慕白", "C 类 地方级领军", "演示职业技术学院", { open_cases: 1 }),
  row("赵清和", "D 类 高级", "演示港务集团有限公司", { situation: "" }),
  row("王珺祎", "B 类 国家级领军", "演示精密机械股份有限公司"),
  row("周启航", "E 类 急需", "启航生物科技（演示）有限公司"),
];

const paper = (kind: string, title: string, number: string, at: string, originals: number, over: Partial<PaperLine> = {}): PaperLine => ({
  file: "case/1",
  case_number: "YS-01-26-00418-7",
  talent: "陈䶮",
  paper: kind,
  title,
  number,
  items: ["01", "02", "03", "04", "05"],
  body: null,
  at,
  sha256: `${kind}${number}`,
  pages: 1,
  originals,
  copies: 0,
  disagrees: false,
  ...over,
});
const PAPERS = [
  paper("result", "办理结果告知单", "演才结〔2026〕201号", "2026-11-20T16:02:00", 0),
  paper("extension", "延期办理告知书", "演才延〔2026〕73号", "2026-11-18T14:06:00", 2, { copies: 1 }),
  paper("dispatch", "转办单（公安局）", "演才转〔2026〕518号", "2026-11-11T10:44:00", 1),
  paper("dispatch", "转办单（住建局）", "演才转〔2026〕519号", "2026-11-11T10:44:00", 1, { disagrees: true }),
  paper("acceptance", "受理通知书", "演才受〔2026〕418号", "2026-11-11T10:43:00", 1),
  paper("one_time_notice", "一次性告知书", "演才告〔2026〕418号", "2026-11-11T10:42:00", 2),
];

const caseRow = (n: number, talent: string, employer: string, items: string[], light: CaseRow["light"], remaining: number | null, over: Partial<CaseRow> = {}): CaseRow => ({
  file: `case/${n}`,
  number: `YS-01-26-00${400 + n}-${n % 10}`,
  talent,
  employer,
  items,
  over: 1,
  phase: "handling",
  light,
  due: remaining === null ? null : { ...due("2026-11-11", 7 + Math.max(remaining, -2)), provisional: n === 6 },
  remaining,
  registered: "2026-11-11",
  contradictions: 0,
  first_contact: "林若溪",
  ...over,
});
const CASES: CaseRow[] = [
  caseRow(2, "欧阳·阿依夏木", "演示大学附属医院", ["人才公寓申请"], "red", -1, { over: 0 }),
  caseRow(1, "陈䶮", "演示河新材料有限公司", ["人才落户", "子女入学（小学）", "人才公寓申请", "职称评审", "医疗保健"], "yellow", 0, { contradictions: 1 }),
  caseRow(3, "Maria-José García", "演示市高分子新材料产业技术研究院有限责任公司", ["外国人来华工作许可"], "yellow", 1, { over: 0, phase: "received" }),
  caseRow(4, "李慕白", "演示职业技术学院", ["人才落户", "社会保险", "医疗保健"], "done", null, { over: 3, phase: "ready" }),
  caseRow(5, "赵清和", "演示港务集团有限公司", ["人才落户", "医疗保健"], "green", 2),
  caseRow(6, "王珺祎", "演示精密机械股份有限公司", ["职称评审"], "standing", 30, { over: 0 }),
  caseRow(7, "周启航", "启航生物科技（演示）有限公司", ["购房补贴"], "unset", null, { over: 0 }),
];

const line = (n: number, item: string, light: WorkLine["light"], remaining: number | null, body: string, next: WorkLine["next"], why: string): WorkLine => {
  const one = CASES.find((known) => known.file === `case/${n}`);
  return {
    file: `case/${n}`,
    number: one?.number ?? "",
    talent: one?.talent ?? "",
    item: "01",
    item_name: item,
    phase: "handling",
    light,
    due: remaining === null ? null : { ...due(TODAY, Math.max(0, remaining)), date: remaining < 0 ? "2026-11-20" : workingLater(TODAY, remaining), provisional: false },
    remaining,
    body,
    next,
    why,
  };
};

const piece = (from: string, to: string, kind: Piece["kind"], words = ""): Piece => ({ from, to, kind, words });
const mark = (id: string, local: string) => ({ fact: id, at: { ms: Date.parse(`${local}+08:00`), tick: 0 }, local, by: "林若溪" });
const happened = (fact: string, at: string, by: string, kind: string, words: string, detail = "", over: Partial<HistoryLine> = {}): HistoryLine => ({
  fact,
  at,
  by,
  kind,
  words,
  detail,
  item: null,
  unsent: false,
  set_aside: false,
  correctable: true,
  ...over,
});
const HISTORY = [
  happened("f9", "2026-11-23T09:31:00", "田悦", "fed_back", "教育局反馈：子女入学（小学）准予，安排实验小学二年级", "随附《入学通知》1 件，部门专员签名", { unsent: true }),
  happened("f8", "2026-11-20T16:02:00", "林若溪", "decided", "人才落户办结：准予", "结果文书 1 件，已回窗"),
  happened("f7", "2026-11-18T14:05:00", "何敏", "suspended", "职称评审中止计时：专家评审，预计 7 个工作日", "已书面告知申请人（演才延〔2026〕73号，正本 2 份）"),
  happened("f6", "2026-11-13T09:10:00", "田悦", "acknowledged", "教育局签收：子女入学（小学）"),
  happened("f5", "2026-11-12T15:20:00", "周明", "noted", "电话问进度，已答复", "", { set_aside: true }),
  happened("f4", "2026-11-11T10:44:00", "林若溪", "dispatched", "转办 5 项：公安局、教育局、住建局、人社局、卫健委", "转办单 5 份"),
  happened("f3", "2026-11-11T10:43:00", "林若溪", "accepted", "受理 5 项", "受理通知书 演才受〔2026〕418号"),
  happened("f2", "2026-11-11T10:42:00", "林若溪", "noticed", "一次性告知：11 件材料、3 个前置条件，全部列明"),
  happened("f1", "2026-11-11T10:38:00", "林若溪", "need_registered", "登记需求：全家落户、孩子上学、住人才公寓"),
];
const reason = (key: string, text: string): ListedReason => ({ key, text, explain: false, licence_only: false });
const aftercare = (n: number, kind: AftercareLine["clock"]["kind"], words: string, left: number): AftercareLine => ({
  file: `case/${n}`,
  number: `YS-01-26-0041${n}-7`,
  talent: PEOPLE[n % PEOPLE.length]?.name ?? "",
  clock: { kind, item: null, article: "演示办法第十四条", from: TODAY, due: null, light: left < 0 ? "red" : "green" },
  remaining: left,
  words,
});
const offer = (act: OfferView["act"], label: string, primary: boolean, refusal?: string, article = "", item: string | null = "01", body: string | null = null): OfferView => ({
  act,
  item,
  body,
  label,
  primary,
  caution: null,
  refusal: refusal ? { rule: "x", words: refusal, article } : null,
});

function casePage(): CasePage {
  const keys = ["household", "school", "apartment", "title", "care"];
  const phases = ["collected", "fed_back", "handling", "suspended", "dispatched"] as const;
  const dues = [due("2026-11-11", 7), due("2026-11-11", 8), due("2026-11-11", 7), due("2026-11-11", 12), null];
  const items = Object.fromEntries(
    keys.map((key, i) => {
      const one = ITEMS.find((known) => known.key === key) as ItemCard;
      const no = `0${i + 1}`;
      return [
        no,
        {
          no,
          spec: spec(one),
          route: "parallel",
          lead: one.lead,
          assist: [],
          rule: "按职责：住房保障",
          article: "演示办法第十三条",
          by_hand: false,
          phase: phases[i],
          chosen: null,
          accepted: mark("f3", "2026-11-11T10:43:00"),
          counted_from: "2026-11-11",
          dues: { promised: dues[i] ?? null, statutory: null },
          dues_at_acceptance: { promised: dues[i] ?? null, statutory: null },
          tasks: {},
          suspensions: [],
          extensions: [],
          visits: [],
          coordination: null,
          coordinated: false,
          non_acceptance: null,
          decision: null,
          collected: null,
          handed_over: null,
          informed: null,
          rating: null,
        },
      ];
    }),
  );
  const state = {
    need: {
      number: "YS-01-26-00418-7",
      talent: "talent/陈䶮",
      talent_name: "陈䶮",
      employer: null,
      employer_name: "演示河新材料有限公司",
      need: "全家落户、孩子上学、住人才公寓",
      channel: "counter",
      submitter: { name: "陈䶮", capacity: "talent", phone: "", power: "" },
      first_contact: "林若溪",
      pack: { id: "fixture", version: 3 },
    },
    items,
    materials: Object.fromEntries(
      CHECKLIST.map(({ spec: one }) => [
        one.key,
        {
          key: one.key,
          name: one.name,
          received: one.required ? mark("f2", "2026-11-11T10:42:00") : null,
          paper: { key: one.key, name: one.name, form: one.form, copies: 1, pages: 1, sighted_returned: one.form !== "copy", promised_for: null, attachments: [] },
          promised_for: one.required ? null : "2026-11-25",
          returned: null,
          corrections: [],
        },
      ]),
    ),
  } as unknown as CasePage["state"];
  return {
    file: "case/1",
    state,
    phase: "handling",
    talent: PEOPLE[0] as TalentRow,
    steps: [],
    aftercare: [],
    follow_by: null,
    clock: { due: due("2026-11-11", 12), unset: ["05"], light: "yellow" } as CasePage["clock"],
    remaining: 4,
    items: [
      { no: "01", light: "done", remaining: null },
      { no: "02", light: "yellow", remaining: 0 },
      { no: "03", light: "red", remaining: -1 },
      { no: "04", light: "standing", remaining: null },
      { no: "05", light: "unset", remaining: null },
    ],
    timeline: {
      days: daysFrom("2026-11-10", "2026-12-04").map(dayOf),
      today: TODAY,
      lanes: [
        { item: "01", title: "人才落户", body: "公安局 · 陆平", body_key: "public_security", pieces: [piece("2026-11-12", "2026-11-20", "done", "11月20日 办结")], due: due("2026-11-11", 7), due_words: "" },
        { item: "02", title: "子女入学（小学）", body: "教育局 · 田悦", body_key: "education", pieces: [piece("2026-11-12", "2026-11-12", "waiting", ""), piece("2026-11-13", "2026-11-23", "handling", "已反馈，待汇总")], due: due("2026-11-11", 8), due_words: "承诺 8 个工作日" },
        { item: "03", title: "人才公寓申请", body: "住建局 · 高远", body_key: "housing", pieces: [piece("2026-11-12", "2026-11-20", "handling", "办理中"), piece("2026-11-21", "2026-11-23", "overdue", "逾期")], due: due("2026-11-11", 7), due_words: "承诺 7 个工作日" },
        { item: "04", title: "职称评审", body: "人社局 · 何敏", body_key: "human_resources", pieces: [piece("2026-11-12", "2026-11-17", "handling", ""), piece("2026-11-18", "2026-11-23", "suspended", "专家评审，不计时限")], due: { ...due("2026-11-11", 14), provisional: true }, due_words: "顺延至 12月1日（暂定）" },
        { item: "05", title: "医疗保健", body: "卫健委 · 专员空缺", body_key: "health", pieces: [piece("2026-11-12", "2026-11-23", "waiting", "待签收")], due: null, due_words: "时限未定，不计算" },
      ],
    },
    history: HISTORY,
    papers: PAPERS,
    checklist: CHECKLIST,
    offers: [
      offer("decide", "办结：子女入学（小学）", true, undefined, "", "02"),
      offer("extend", "延期：人才公寓申请", true, undefined, "", "03"),
      offer("reassign", "改派：医疗保健 → 卫健委", false, undefined, "", "05", "health"),
      offer("hand_over", "部分交付：人才落户", false),
      offer("appoint_handover", "约定领取：人才落户", false),
      offer("note", "记事", false, undefined, "", null),
      offer("correct", "更正", false, undefined, "", null),
      offer("choose_items", "增加事项", false, undefined, "", null),
      offer("receive", "收件", false, undefined, "", null),
      offer("coordinate", "提请协调：医疗保健", false, undefined, "", "05"),
      offer("file", "归档", false, "“子女入学（小学）”还没有交付。请先办结并交付全部事项。", "演示办法第十八条", null),
      offer("suspend", "中止计时：职称评审", false, "“职称评审”的计时已经中止。请先恢复计时。", "", "04"),
      offer("collect", "结果回窗：子女入学（小学）", false, "“子女入学（小学）”还没有办结。", "演示办法第十三条", "02"),
      offer("collect", "结果回窗：人才公寓申请", false, "“人才公寓申请”还没有办结。", "演示办法第十三条", "03"),
      offer("acknowledge", "签收：人才落户", false, "公安局已经签收。", "", "01", "public_security"),
      offer("rate", "评价", false, "还没有交付，不能评价。", "演示办法第十九条", null),
    ],
    contradictions: [],
    moments: HISTORY.toReversed().map((one) => ({ ms: Date.parse(`${one.at}+08:00`), tick: 0 })),
    as_of: null,
    pack: "演示市 第 3 版",
    makeable: [],
    reasons: [["suspend", [reason("expert", "专家评审"), reason("site", "现场勘验")]], ["bounce", [reason("not_ours", "不属本单位职责")]], ["refuse_acceptance", [reason("not_here", "不属本窗口受理范围")]]],
  } as unknown as CasePage;
}

const CONTRADICTIONS: Answers["contradictions"] = [
  {
    file: "case/1",
    number: "YS-01-26-00418-7",
    talent: "陈䶮",
    id: "c1",
    kind: "same_act_twice",
    words: "子女入学（小学）在两个窗口各受理了一次，都出了受理通知书",
    sides: [
      { fact: "aa11", at: "2026-11-20T09:12:00", by: "周明", desk: "东区窗口", words: "受理 演才受〔2026〕402号", papers: ["受理通知书 演才受〔2026〕402号"] },
      { fact: "bb22", at: "2026-11-20T10:40:00", by: "林若溪", desk: "本窗口", words: "受理 演才受〔2026〕418号", papers: ["受理通知书 演才受〔2026〕418号"] },
    ],
  },
];

const explanation = (from: string, n: number, kind: "working" | "calendar"): Answers["due"] => {
  const end = kind === "working" ? workingLater(from, n) : new Date(Date.parse(from) + n * 864e5).toISOString().slice(0, 10);
  let counted = 0;
  return {
    due: { ...due(from, n), date: end, kind, provisional: end >= "2027" },
    words: `从 ${Number(from.slice(5, 7))}月${Number(from.slice(8))}日起算（当日不计），${n} 个${kind === "working" ? "工作日" : "自然日"}`,
    steps: daysFrom(from, end).map((date) => {
      const day = dayOf(date);
      const counts = date > from && (kind === "calendar" || day.working);
      if (counts) counted += 1;
      return { date, weekday: day.weekday, counted: counts, number: counts ? counted : null, why: date === from ? "起算日，不计" : day.why || (day.working ? "周一至周五" : "周末") };
    }),
    calendar: "2026-c1 国办发明电〔2025〕7号",
  };
};

const session: Answers["session"] = {
  person: { id: "p1", account: "lin", name: "林若溪", role: "window_specialist", body: "", staff_no: "01", phone: "" },
  role_name: "窗口专员 · B岗 周明",
  office: "演示市人才服务窗口",
  scheme: "演示市高层次人才服务绿色通道",
  practice: true,
  today: dayOf(TODAY),
};

const drafts = new Map<string, unknown>();

export async function answer(request: Ask, state: string): Promise<unknown> {
  const empty = state === "empty";
  if (state === "slow" && !["start_state", "session", "rail", "year"].includes(request.ask)) await new Promise((done) => setTimeout(done, 60_000));
  if (state === "error" && ["workbench", "cases", "case", "talents"].includes(request.ask)) {
    throw { code: "disk_full", what: "磁盘已满，读不出办件清单", place: "/home/office/greenlane/desk.db", remedy: "请清理磁盘后再试；已确认的记录都在，没有丢失。" };
  }
  const answers: { [W in Ask["ask"]]?: (ask: Extract<Ask, { ask: W }>) => Answers[W] | unknown } = {
    start_state: () => ({
      phase: state === "first" ? "new" : state === "signin" ? "sign_in" : state === "trouble" ? "trouble" : "open",
      office: state === "first" ? "" : "演示市人才服务窗口",
      people: [["lin", "林若溪"], ["zhou", "周明"]],
      packs: [
        { id: "a", version: 3, city: "演示市", scheme: "高层次人才服务绿色通道", window_name: "演示市人才服务窗口", items: 29, unset: 41, basis: "演示人社发〔2021〕5号《演示市高层次人才服务窗口运行办法》" },
        { id: "b", version: 1, city: "范例市", scheme: "“一站式”服务", window_name: "范例市“一站式”服务中心", items: 22, unset: 18, basis: "范人才〔2018〕3号" },
      ],
      practice: state !== "signin",
      problem: { code: "second_instance", what: "另一个窗口正在使用这些数据", place: "/home/office/greenlane/desk.db", remedy: "请回到已经打开的窗口；找不到时，先关掉它，再按“再试一次”。" },
      version: "0.1.0",
    }),
    session: () => session,
    sign_in: () => {
      throw { code: "wrong_password", what: "密码不对", place: "林若溪", remedy: "请重新输入；忘记密码可以用恢复码。" };
    },
    found_office: () => ({ recovery_code: "7KQM-2XHD-9PRT-WZ4C-83NV-LJ6B-YF5A-QE7G", session, keychain: "keychain" }),
    open_practice: () => session,
    rail: () =>
      empty
        ? { urgent: 0, cases: 0, talents: 0, employers: 0, papers: 0, to_send: 0, to_settle: 0, road: "alone", calendar_year_missing: null }
        : { urgent: 4, cases: 46, talents: 1208, employers: 316, papers: 3, to_send: 2, to_settle: 1, road: "offline", calendar_year_missing: 2027 },
    workbench: () =>
      empty
        ? { todo: [], stuck: [], appointments: [], aftercare: [], aftercare_total: 0, drafts: [], unsent: 0, ahead: [], lights: [], closed_this_month: 0, in_time_this_month: 0 }
        : {
            todo: [
              line(2, "人才公寓申请", "red", -1, "住建局 高远", "extend", "到期未反馈"),
              line(1, "子女入学（小学）", "yellow", 0, "教育局 田悦", "decide", "已反馈，待汇总"),
              line(3, "外国人来华工作许可", "yellow", 0, "本窗口", "ask_supplement", "缺学历认证 1 件，补正期限最后一天"),
              line(4, "3 项已齐，可统一交付", "green", 0, "本窗口", "hand_over", "约定 15:00 到窗口"),
              line(5, "人才落户", "green", 2, "公安局 陆平", "acknowledge", "办理中"),
              line(5, "医疗保健", "green", 3, "卫健委", "dispatch", "待转办"),
              line(6, "职称评审", "standing", null, "人社局 何敏", "resume", "专家评审，不计时限"),
              line(7, "购房补贴", "unset", null, "住建局 高远", null, "办理中"),
            ],
            stuck: [line(7, "税务登记", "yellow", null, "税务局退回：不属本单位职责", null, "退回 2 次"), line(1, "医疗保健", "yellow", null, "卫健委 专员空缺，B岗 何敏", null, "5 个工作日未签收")],
            aftercare: [
              aftercare(3, "rectification", "整改“人才公寓申请”的差评，2026-11-20 前（演示办法第十四条）", -1),
              aftercare(6, "call_back", "回访周启航，2026-11-27 前（演示办法第十四条）", 4),
            ],
            aftercare_total: 2,
            appointments: [{ file: "case/4", talent: "李慕白", at: "2026-11-23T15:00:00", all_day: false, missed: false, what: "领取 3 项结果", place: "窗口 3 号" }],
            drafts: [["intake", "周启航 · 购房补贴", "2026-11-23T09:58:00"]],
            unsent: 2,
            ahead: [["2026-11-23", 3], ["2026-11-24", 1], ["2026-11-25", 4], ["2026-11-26", 2], ["2026-11-30", 5], ["2026-12-01", 2], ["2026-12-03", 1], ["2026-12-04", 3]],
            lights: [["red", 1], ["yellow", 6], ["green", 30]],
            closed_this_month: 38,
            in_time_this_month: 36,
          },
    search: (one) => [
      { kind: "talent", file: "talent/陈䶮", sha256: null, title: "陈䶮", detail: "990102********202X 演示河新材料有限公司", matched: "name" },
      { kind: "case", file: "case/1", sha256: null, title: "陈䶮", detail: `YS-01-26-00418-7 人才落户等 5 项 ${one.text}`, matched: "name" },
      { kind: "paper", file: "case/1", sha256: "x", title: "一次性告知书", detail: "演才告〔2026〕418号 陈䶮", matched: "number" },
    ],
    catalogue: () => NEEDS,
    guide: (one) => spec(ITEMS.find(({ key }) => key === one.item) ?? (ITEMS[0] as ItemCard)),
    plan: (one) => {
      const items = one.items.flatMap((key) => ITEMS.filter((item) => item.key === key));
      return {
        items: items.map((item, i) => ({
          no: `0${i + 1}`,
          key: item.key,
          name: item.name,
          route: items.length > 1 ? "parallel" : "single",
          lead: item.lead,
          assist: item.key === "apartment" ? [HR] : [],
          duty: "职责：住房保障",
          rule: "多项事项由窗口分送各部门并联办理",
          article: "演示办法第十三条",
          by_hand: one.hand.some((hand) => hand.item === item.key),
          promised: item.limits.promised.value ? due(TODAY, item.limits.promised.value.days) : null,
          statutory: null,
          preconditions: [{ key: "class", text: "已认定为高层次人才，且在有效期内", status: "explicit", article: "演示办法第四条" }],
          after: [],
          in_person: item.in_person,
        })),
        checklist: CHECKLIST.filter(({ items: nos }) => nos.some((no) => Number(no) <= items.length)).map((one_) => ({ ...one_, items: one_.items.filter((no) => Number(no) <= items.length) })),
        item_names: items.map((item, i) => [`0${i + 1}`, item.name]),
        follow_by: due(TODAY, 5),
        due: due(TODAY, 10),
        unset: items.filter((item) => !item.limits.promised.value).map(({ name }) => name),
        papers: [["one_time_notice", 1], ["acceptance_notice", 1], ["routing_slip", items.length]],
      };
    },
    identify: (one) => [
      { kind: "resident_id18", normalized: one.value, valid: one.value.endsWith("X"), warnings: one.value.endsWith("X") ? [] : [{ key: "identity.check_character", params: {} }], born: "1988-02-20", sex: "female", upgraded: null },
    ],
    check_name: () => [],
    same_person: () => [],
    take_in: () => ({ file: "case/1", number: "YS-01-26-00419-5", papers: PAPERS.slice(2), refused: [{ rule: "x", words: "“医疗保健”没有转办：卫健委专员空缺。请先指定专员，或转窗口代收。", article: "演示办法第七条" }] }),
    load_draft: (one) => drafts.get(one.name) ?? null,
    save_draft: (one) => void drafts.set(one.name, one.value),
    drop_draft: (one) => void drafts.delete(one.name),
    cases: () =>
      empty
        ? { rows: [], total: 0, phases: [], lights: [], bodies: [] }
        : { rows: CASES, total: 46, phases: [["handling", 31], ["received", 4], ["preparing", 3], ["ready", 5], ["partly_handed_over", 1], ["handed_over", 2], ["filed", 812]], lights: [["red", 1], ["yellow", 6], ["green", 30], ["unset", 5], ["standing", 4]], bodies: [["housing", "住建局", 12], ["education", "教育局", 9]] },
    case: (one) => ({ ...casePage(), contradictions: state === "contradiction" ? CONTRADICTIONS : [], as_of: one.as_of }),
    explain_due: () => explanation("2026-11-11", 8, "working"),
    road: () => ({ state: "offline", words: "离线，办理不受影响；连上后自动发送", online: false, centre: "https://centre.example", enrolled: true, last_exchange: "2026-11-23T08:40:00", to_send: 2, aside: 0, contents: 1, next_retry: 24, refused: null, alarms: [], desk: "窗口一号", peers: [{ device: "d2", name: "东区窗口", last: "2026-11-20T17:20:00", to_give: 36 }] }),
    attachments: () => [
      { sha256: "s1", name: "身份证正反面.pdf", kind: "pdf", size: 830_000, pages: 2, material: "id_card", turned: 0, here: true, sent: true, by: "林若溪", at: "2026-11-11T10:41:00" },
      { sha256: "s2", name: "无房证明.jpg", kind: "jpeg", size: 2_400_000, pages: null, material: "no_house", turned: 90, here: false, sent: false, by: "周明", at: "2026-11-20T09:30:00" },
    ],
    attachment_bytes: () => SAMPLE_PDF,
    unsent: () => (empty ? [] : [{ file: "case/1", title: "YS-01-26-00418-7", fact: "f9", words: "教育局反馈：子女入学（小学）准予", at: "2026-11-23T09:31:00", standing: "unsent", why: "离线" }, { file: "talent/1", title: "赵清和", fact: "f8", words: "修改档案：联系电话", at: "2026-11-23T09:12:00", standing: "held", why: "等前一条先到" }]),
    contradictions: () => (empty ? [] : CONTRADICTIONS),
    talents: () => (empty ? { rows: [], total: 0 } : { rows: PEOPLE, total: 1208 }),
    talent: (one) => ({
      file: one.file,
      row: PEOPLE.find((person) => person.file === one.file) ?? PEOPLE[0],
      record: {
        ...blank(),
        name: "陈䶮",
        sex: "male",
        born: "1981-02-20",
        nationality: "中国",
        identities: [{ kind: "resident_id18", value: "990102********202X" }],
        phones: ["138****5678"],
        employer: "employer/1",
        employer_name: "演示河新材料有限公司",
        post: "首席科学家",
        specialist: "孙倩",
        address: "演示市东区路 8 号",
        classes: [{ key: "b", name: "B 类 国家级领军人才", document: "演人才〔2024〕11号", from: "2024-05-01", until: "2029-04-30", evidence: "证书原件已核" }],
        cards: [{ key: "card", name: "服务卡", number: "0037", issued: null, until: null }],
        family: [{ name: "陈一诺", relation: "女儿", born: "2018-06-03", identity: null, note: "拟入小学二年级" }],
      },
      cases: CASES.slice(1, 2),
      papers: PAPERS.slice(0, 3),
      history: HISTORY.slice(6),
      same: [],
      merged_into: null,
      classes: [["a", "A 类 顶尖人才"], ["b", "B 类 国家级领军人才"]],
      card_kinds: [["card", "服务卡"]],
    }),
    unmask: () => "99010219810220202X",
    employers: () => (empty ? { rows: [], total: 0 } : { rows: [...new Set(PEOPLE.map(({ employer }) => employer))].map((name, i) => ({ file: `employer/${i}`, name, code: "91990000MA3C****X2", specialist: i % 3 ? "孙倩" : "", talents: 3 + i })), total: 316 }),
    employer: (one) => ({
      file: one.file,
      record: { ...blankEmployer(), name: "演示河新材料有限公司", specialist: "孙倩", specialist_phone: "0000-0000000", kind: "民营企业", district: "东区", code: { kind: "social_credit_code", value: "91990000MA3C8888X2" } },
      talents: PEOPLE.slice(0, 3),
      cases: CASES.slice(0, 3),
      names: [["演示河化工厂", "1998-01-01", "2015-06-30"]],
    }),
    papers: (one) => (empty ? { rows: [], total: 0 } : { rows: one.unprinted ? PAPERS.slice(0, 1) : PAPERS, total: PAPERS.length }),
    paper_bytes: () => SAMPLE_PDF,
    printers: () => [{ id: "one", name: "窗口一号", default: true, state: "空闲" }, { id: "two", name: "后台双面", default: false, state: "缺纸" }],
    print: () => ({ job: "j1", sha256: "x", state: "printing", words: "", ended: false }),
    print_state: () => ({ job: "j1", sha256: "x", state: "printed", words: "打印机报告已完成 1 份", ended: true }),
    confirm_print: () => ({ job: "j1", sha256: "x", state: "confirmed", words: "", ended: true }),
    volume: () => ({ file: "case/1", archival_code: "X012-RC-2026-0418", retention: "未定", contents: [["封面", "", 1, 1], ["卷内目录", "", 2, 1], ["一次性告知书", "演才告〔2026〕418号", 3, 2], ["受理通知书", "演才受〔2026〕418号", 5, 1]], pages: 6, sha256: "v", filed: false, refusal: null }),
    due: (one) => explanation(one.from, one.days.days, one.days.kind),
    year: (one) => ({ year: one.year, days: daysFrom(`${one.year}-01-01`, `${one.year}-12-31`).map(dayOf), confirmed: one.year < 2027, notices: one.year < 2027 ? [["国办发明电〔2025〕7号", "关于 2026 年部分节假日安排的通知", "2025-11-04"]] : [], working_days: 248, calendar: "2026-c1" }),
    read_notice: () => ({ year: 2027, faults: [], changes: [["2027-02-05", "周五", "春节放假"]], moved: [{ number: "YS-01-26-00406-6", talent: "王珺祎", item: "01", item_name: "职称评审", which: "promised", from: due(TODAY, 30), to: due(TODAY, 31), earlier: false }], adopted: false }),
    pack_info: () => ({
      id: "fixture",
      version: 3,
      city: "演示市",
      scheme: "高层次人才服务绿色通道",
      basis: [["演示市高层次人才服务窗口运行办法", "演示人社发〔2021〕5号"]],
      bodies: [POLICE, HOUSING, SCHOOL, HR, HEALTH, SCIENCE],
      coverage: [["explicit", 212], ["inferred", 37], ["restored", 9], ["unset", 41]],
      gaps: [["a", "购房补贴：承诺时限", "由市住建局确定"], ["b", "医疗保健：承诺时限", "由市卫健委确定"], ["c", "回访周期", "由人才服务窗口确定"]],
    }),
    check_pack: () => [{ name: "五项并联，统一交付", passed: true, steps: [["受理 5 项", true]] }, { name: "延期要三件事", passed: false, steps: [["提出延期", true], ["没有报备，应当被拒绝", false]] }],
    office: () => ({
      record: { name: "演示市人才服务窗口", code: "01", level: "city", pack: null, practice: true },
      people: [session.person, { id: "p2", account: "zhou", name: "周明", role: "window_specialist", body: "", staff_no: "02", phone: "0000-0000000" }],
      letterhead: { address: "演示路 1 号 1 楼 3 号窗", phone: "0000-0000000", hours: "工作日 9:00–17:00", query: "凭编号到窗口或电话查询", fonds: "X012" },
      roles: [["window_specialist", "窗口专员"], ["department_specialist", "部门专员"], ["auditor", "查阅人"]],
      bodies: [POLICE, HOUSING, SCHOOL, HR].map(({ key, name }) => [key, name]),
      folder: "/home/office/.local/share/greenlane",
      keychain: "",
    }),
    verify: () => ({ facts: 18204, files: 1570, faults: [], ms: 212 }),
    rebuild: () => ({ facts: 18204, files: 1570, faults: [], ms: 903 }),
    fact_text: () => '{"kind":"fed_back","body":{"item":"02"}}',
    act: () => ({ facts: ["x"], number: "", papers: [], page: casePage() }),
    add_items: () => casePage(),
  };
  const found = answers[request.ask] as ((one: Ask) => unknown) | undefined;
  return found ? found(request) : null;
}
