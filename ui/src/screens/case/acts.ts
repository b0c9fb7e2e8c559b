/** What each act on a case asks for, and the act made of the answers. */
import type { Field, Filled } from "@/parts/Fields.vue";
import { say, sayOr } from "@/words";

/** What the forms may offer for choosing. */
export interface ActSetting {
  today: string;
  /** Local date and time now, `2026-11-23T10:40:00`. */
  now: string;
  me: string;
  talent: string;
  items: { no: string; name: string }[];
  materials: { key: string; name: string }[];
  bodies: { key: string; name: string }[];
  suspendReasons: Reason[];
  rejectionReasons: Reason[];
  returnReasons: Reason[];
  /** Items with a visit that was booked with an escort and not yet made. */
  escorted: string[];
  contradictions: { id: string; text: string; facts: Choice[] }[];
  facts: Choice[];
  pending: string[];
}
export interface Choice {
  value: string;
  text: string;
}
export interface Reason extends Choice {
  /** Words of one's own must be added. */
  explain: boolean;
}
export interface Asked {
  kind: string;
  item?: string | null;
  body?: string | null;
}
export interface ActField extends Field {
  /** Required only when this says so of what is filled in. */
  requiredWhen?: (filled: Filled) => boolean;
}
export interface ActForm {
  fields: ActField[];
  start: Filled;
  build: (filled: Filled) => Record<string, unknown>;
}

const text = (filled: Filled, key: string) => String(filled[key] ?? "").trim();
const many = (filled: Filled, key: string) => (filled[key] as string[] | undefined) ?? [];
/** Names written in one line, apart by any comma or space. */
const names = (filled: Filled, key: string) =>
  text(filled, key)
    .split(/[\u3001\uff0c,;\uff1b\s]+/u)
    .filter(Boolean);

const HOW = ["phone", "in_person", "letter", "message"];
const OUTCOMES = ["granted", "refused", "withdrawn", "impossible"];

const label = (key: string) => say(`field.${key}`);
const line = (key: string, required = true): Field => ({ key, label: label(key), kind: "text", required });
const long = (key: string, required = true): Field => ({ key, label: label(key), kind: "long", required });
const day = (key: string, required = true): Field => ({ key, label: label(key), kind: "day", required });
const choice = (key: string, options: Choice[], required = true): Field => ({
  key,
  label: label(key),
  kind: "choice",
  required,
  options,
});

/** A field that is required exactly when the rules ask for it. */
const when = (field: ActField, requiredWhen: (filled: Filled) => boolean): ActField => ({ ...field, required: false, requiredWhen });
/** Words of one's own beside a listed reason, for those that say little by themselves. */
const ownWords = (listed: Reason[]) =>
  when(long("reason"), (f) => listed.find(({ value }) => value === f.reason_key)?.explain ?? false);

const howOptions = () => HOW.map((how) => ({ value: how, text: say(`how.${how}`) }));
const tellFields = (prefix: string): Field[] => [
  { key: `${prefix}_whom`, label: label(`${prefix}_whom`), kind: "text", required: true },
  { key: `${prefix}_how`, label: label("how"), kind: "choice", required: true, options: howOptions() },
];
function toldOf(filled: Filled, prefix: string, setting: ActSetting) {
  return {
    whom: text(filled, `${prefix}_whom`),
    at: setting.now,
    how: text(filled, `${prefix}_how`) || "phone",
    by: setting.me,
    note: text(filled, `${prefix}_note`),
  };
}

/** The form of an act, or nothing when the act has a page of its own. */
export function formOf(asked: Asked, setting: ActSetting): ActForm | undefined {
  const item = asked.item ?? "";
  const body = asked.body ?? "";
  const plain = (fields: ActField[], build: ActForm["build"], start: Filled = {}): ActForm => ({ fields, build, start });
  const itemsField: Field = {
    key: "items",
    label: label("items"),
    kind: "many",
    options: setting.items.map(({ no, name }) => ({ value: no, text: name })),
  };
  const chosen = item ? [item] : setting.pending;
  const telling = { told_whom: setting.talent, told_how: "phone" };

  switch (asked.kind) {
    case "drop_item":
      return plain([long("reason")], (f) => ({ act: "drop_item", item, reason: text(f, "reason") }));
    case "give_notice":
      return plain(
        [itemsField, ...tellFields("told"), long("reason_again", false)],
        (f) => ({
          act: "give_notice",
          items: many(f, "items"),
          told: toldOf(f, "told", setting),
          reason: text(f, "reason_again"),
        }),
        { ...telling, told_how: "in_person", items: item ? [item] : setting.items.map(({ no }) => no) },
      );
    case "correct_on_spot":
      return plain(
        [choice("material", setting.materials.map(({ key, name }) => ({ value: key, text: name }))), long("what")],
        (f) => ({ act: "correct_on_spot", material: text(f, "material"), what: text(f, "what") }),
        { material: setting.materials[0]?.key ?? "" },
      );
    case "ask_supplement":
      return plain(
        [
          {
            key: "papers",
            label: label("missing_papers"),
            kind: "many",
            options: setting.materials.map(({ key, name }) => ({ value: key, text: name })),
          },
          long("standard"),
          day("until", false),
          ...tellFields("told"),
          long("reason_again", false),
        ],
        (f) => ({
          act: "ask_supplement",
          papers: many(f, "papers").map((key) => ({
            key,
            name: setting.materials.find((material) => material.key === key)?.name ?? key,
            standard: text(f, "standard"),
            reason: text(f, "standard"),
          })),
          until: text(f, "until") || null,
          told: toldOf(f, "told", setting),
          reason: text(f, "reason_again"),
        }),
        telling,
      );
    case "return_material":
      return plain(
        [choice("material", setting.materials.map(({ key, name }) => ({ value: key, text: name }))), line("to")],
        (f) => ({ act: "return_material", material: text(f, "material"), to: text(f, "to") }),
        { material: setting.materials[0]?.key ?? "", to: setting.talent },
      );
    case "accept":
      return plain([itemsField], (f) => ({ act: "accept", items: many(f, "items") }), { items: chosen });
    case "refuse_acceptance":
      return plain(
        [choice("reason_key", setting.rejectionReasons), ownWords(setting.rejectionReasons), line("where_to_go"), long("remedies")],
        (f) => ({
          act: "refuse_acceptance",
          item,
          reason_key: text(f, "reason_key"),
          reason: text(f, "reason"),
          where_to_go: text(f, "where_to_go"),
          remedies: text(f, "remedies"),
        }),
        { reason_key: setting.rejectionReasons[0]?.value ?? "" },
      );
    case "serve":
      return plain([line("proof"), long("served_note")], (f) => ({
        act: "serve",
        item,
        proof: text(f, "proof"),
        note: text(f, "served_note"),
      }));
    case "dispatch":
      return plain([long("request", false)], (f) => ({ act: "dispatch", item, body, request: text(f, "request") }));
    case "acknowledge":
      return plain([line("signed_by")], (f) => ({ act: "acknowledge", item, body, by: text(f, "signed_by") }));
    case "bounce":
      return plain(
        [choice("reason_key", setting.returnReasons), ownWords(setting.returnReasons)],
        (f) => ({ act: "bounce", item, body, reason_key: text(f, "reason_key"), reason: text(f, "reason") }),
        { reason_key: setting.returnReasons[0]?.value ?? "" },
      );
    case "reassign":
      return plain([line("reassign_to"), long("reason")], (f) => ({
        act: "reassign",
        item,
        body,
        to: text(f, "reassign_to"),
        reason: text(f, "reason"),
      }));
    case "feed_back":
      return plain(
        [
          line("fed_back_by"),
          choice("proposes", OUTCOMES.map((outcome) => ({ value: outcome, text: say(`outcome.${outcome}`) }))),
          long("result"),
          line("result_papers", false),
        ],
        (f) => ({
          act: "feed_back",
          item,
          body,
          by: text(f, "fed_back_by"),
          result: text(f, "result"),
          proposes: text(f, "proposes"),
          papers: names(f, "result_papers"),
        }),
        { proposes: "granted" },
      );
    case "book_visit":
      return plain(
        [
          choice("mode", ["guide", "book", "escort"].map((mode) => ({ value: mode, text: say(`in_person.${mode}`) }))),
          line("place"),
          when(day("visit_day"), (f) => f.mode !== "guide"),
          { key: "visit_time", label: label("visit_time"), kind: "time" },
          line("contact", false),
          when(line("escort"), (f) => f.mode === "escort"),
          long("bring", false),
        ],
        (f) => ({
          act: "book_visit",
          visit: {
            item,
            mode: text(f, "mode"),
            place: text(f, "place"),
            at: text(f, "visit_day") ? `${text(f, "visit_day")}T${text(f, "visit_time") || "09:00"}:00` : null,
            contact: text(f, "contact"),
            escort: text(f, "escort"),
            bring: text(f, "bring"),
          },
        }),
        { mode: "book", visit_time: "09:30" },
      );
    case "record_visit":
      return plain(
        [day("visit_day"), { key: "visit_time", label: label("visit_time"), kind: "time" }, line("escort", setting.escorted.includes(item)), long("note", false)],
        (f) => ({
          act: "record_visit",
          item,
          at: `${text(f, "visit_day")}T${text(f, "visit_time") || "09:00"}:00`,
          accompanied_by: text(f, "escort"),
          note: text(f, "note"),
        }),
        { visit_day: setting.today, visit_time: setting.now.slice(11, 16) },
      );
    case "coordinate":
      return plain(
        [
          long("problem"),
          {
            key: "with",
            label: label("with"),
            kind: "many",
            options: setting.bodies.map(({ key, name }) => ({ value: key, text: name })),
          },
          ...tellFields("told"),
        ],
        (f) => ({ act: "coordinate", item, problem: text(f, "problem"), with: many(f, "with"), told: toldOf(f, "told", setting) }),
        telling,
      );
    case "close_coordination":
      return plain([long("result")], (f) => ({ act: "close_coordination", item, result: text(f, "result") }));
    case "suspend":
      return plain(
        [choice("reason_key", setting.suspendReasons), ownWords(setting.suspendReasons), { key: "expected_days", label: label("expected_days"), kind: "number" }, ...tellFields("told")],
        (f) => ({
          act: "suspend",
          item,
          reason_key: text(f, "reason_key"),
          reason: text(f, "reason"),
          expected_days: Number(f.expected_days) > 0 ? Number(f.expected_days) : null,
          told: toldOf(f, "told", setting),
        }),
        { ...telling, reason_key: setting.suspendReasons[0]?.value ?? "" },
      );
    case "resume":
      return plain([], () => ({ act: "resume", item }));
    case "extend":
      return plain(
        [
          long("reason"),
          day("new_day"),
          line("approver"),
          { key: "told_whom", label: label("extend_told"), kind: "text", required: true },
          { key: "told_how", label: label("how"), kind: "choice", options: howOptions() },
          { key: "filed_whom", label: label("extend_filed"), kind: "text", required: true },
          { key: "filed_how", label: label("how"), kind: "choice", options: howOptions() },
        ],
        (f) => ({
          act: "extend",
          item,
          reason: text(f, "reason"),
          approver: text(f, "approver"),
          told: toldOf(f, "told", setting),
          filed: toldOf(f, "filed", setting),
          until: { on: text(f, "new_day") },
        }),
        { ...telling, filed_how: "letter" },
      );
    case "decide":
      return plain(
        [
          choice("outcome", OUTCOMES.map((outcome) => ({ value: outcome, text: say(`outcome.${outcome}`) }))),
          { key: "on_spot", label: label("on_spot"), kind: "check" },
          when(long("result"), (f) => f.outcome === "granted"),
          when(long("decide_reason"), (f) => f.outcome !== "granted"),
          when(line("basis"), (f) => f.outcome === "refused"),
          when(long("remedies"), (f) => f.outcome === "refused" || f.outcome === "impossible"),
          line("result_papers", false),
        ],
        (f) => ({
          act: "decide",
          item,
          outcome: text(f, "outcome"),
          on_spot: f.on_spot === true,
          result: text(f, "result"),
          reason: text(f, "decide_reason"),
          basis: text(f, "basis"),
          remedies: text(f, "remedies"),
          papers: names(f, "result_papers"),
        }),
        { outcome: "granted" },
      );
    case "collect":
      return plain([line("collected_papers", false)], (f) => ({ act: "collect", item, papers: names(f, "collected_papers") }));
    case "appoint_handover":
      return plain(
        [itemsField, ...tellFields("told"), day("visit_day"), { key: "visit_time", label: label("visit_time"), kind: "time" }, line("place")],
        (f) => ({
          act: "appoint_handover",
          items: many(f, "items"),
          call: toldOf(f, "told", setting),
          at: `${text(f, "visit_day")}T${text(f, "visit_time") || "09:00"}:00`,
          place: text(f, "place"),
        }),
        { ...telling, items: chosen, visit_day: setting.today, visit_time: "15:00" },
      );
    case "hand_over":
      return plain(
        [
          itemsField,
          line("handed_to"),
          choice("relation", ["talent", "employer_specialist", "proxy", "family"].map((who) => ({ value: who, text: say(`capacity.${who}`) }))),
          when(line("power"), (f) => text(f, "handed_to") !== setting.talent),
          choice("method", ["counter", "post", "electronic", "entrusted"].map((way) => ({ value: way, text: say(`method.${way}`) }))),
          line("collected_papers", false),
        ],
        (f) => ({
          act: "hand_over",
          items: many(f, "items"),
          to: text(f, "handed_to"),
          relation: text(f, "relation"),
          power: text(f, "power"),
          method: text(f, "method"),
          papers: names(f, "collected_papers"),
        }),
        { items: chosen, handed_to: setting.talent, relation: "talent", method: "counter" },
      );
    case "inform":
      return plain(
        [itemsField, ...tellFields("told"), long("told_note", false)],
        (f) => ({ act: "inform", items: many(f, "items"), told: toldOf(f, "told", setting) }),
        { ...telling, items: chosen },
      );
    case "rate":
      return plain(
        [
          choice("level", ["5", "4", "3", "2", "1"].map((level) => ({ value: level, text: say(`rating.${level}`) }))),
          choice("rate_channel", ["counter", "phone", "paper"].map((way) => ({ value: way, text: say(`rated.${way}`) }))),
          long("comment", false),
        ],
        (f) => ({
          act: "rate",
          item: item || null,
          level: Number(text(f, "level")),
          comment: text(f, "comment"),
          channel: text(f, "rate_channel"),
        }),
        { level: "5", rate_channel: "counter" },
      );
    case "rectify":
      return plain([long("rectified")], (f) => ({ act: "rectify", item: item || null, what: text(f, "rectified") }));
    case "call_back":
      return plain(
        [{ key: "reached", label: label("reached"), kind: "check" }, long("answer", false), long("follow_up", false)],
        (f) => ({ act: "call_back", reached: f.reached === true, answer: text(f, "answer"), follow_up: text(f, "follow_up") }),
        { reached: true },
      );
    case "correct":
      return plain(
        [
          choice("fact", setting.facts),
          choice(
            "corrected_field",
            ["need", "submitter_name", "submitter_phone", "first_contact", "channel", "record"].map((name) => ({
              value: name,
              text: say(`correct.${name}`),
            })),
          ),
          line("right_value"),
          long("reason"),
        ],
        (f) => ({
          act: "correct",
          fact: text(f, "fact"),
          field: text(f, "corrected_field"),
          value: text(f, "right_value"),
          reason: text(f, "reason"),
        }),
        { fact: setting.facts[0]?.value ?? "", corrected_field: "need" },
      );
    case "settle": {
      const first = setting.contradictions.find(({ id }) => id === item) ?? setting.contradictions[0];
      return plain(
        [
          { key: "set_aside", label: label("set_aside"), kind: "many", options: first?.facts ?? [] },
          long("reason"),
        ],
        (f) => ({ act: "settle", contradiction: first?.id ?? "", set_aside: many(f, "set_aside"), reason: text(f, "reason") }),
      );
    }
    case "note":
      return plain([long("note")], (f) => ({ act: "note", text: text(f, "note") }));
    default:
      return undefined;
  }
}

/** The fields, each required or not as things are filled in. */
export function fieldsNow(form: ActForm, filled: Filled): Field[] {
  return form.fields.map(({ requiredWhen, ...field }) => (requiredWhen ? { ...field, required: requiredWhen(filled) } : field));
}

/** The first field that a form still lacks. */
export function lacking(form: ActForm, filled: Filled): Field | undefined {
  return fieldsNow(form, filled).find(
    (field) =>
      (field.required && !String(filled[field.key] ?? "").trim()) ||
      (["items", "papers", "set_aside"].includes(field.key) && field.kind === "many" && many(filled, field.key).length === 0),
  );
}

/** What a refusal, or a decision against the applicant, has to say. */
const GROUNDS = ["decide_reason", "reason", "basis", "remedies", "where_to_go"];

/** The field that a refusal speaks of: its words name the field by the label of the page. */
export function refusedField(form: ActForm, refused: { code: string; what: string }, filled: Filled): Field | undefined {
  const grounds = refused.code === "grounds_missing" ? form.fields.find(({ key }) => GROUNDS.includes(key) && !String(filled[key] ?? "").trim()) : undefined;
  if (refused.code !== "field_empty") return grounds;
  return form.fields.find((field) => [`“${field.label}”`, `"${field.label}"`].some((named) => refused.what.includes(named)));
}

/** An act's name, with its item and department. */
export function actName(kind: string, item?: string, body?: string): string {
  const name = sayOr(`do.${kind}`, kind);
  return [name, [item, body].filter(Boolean).join(" · ")].filter(Boolean).join(say("colon"));
}
