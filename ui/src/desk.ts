/** The only file that talks to the desk behind the window. */
import { invoke } from "@tauri-apps/api/core";

interface Told {
  code?: string;
  what?: string;
  place?: string;
  remedy?: string;
}

/** What went wrong, where, and what to do about it, in words fit to show. */
export class Problem extends Error {
  readonly code: string;
  readonly what: string;
  readonly place: string;
  readonly remedy: string;

  constructor(told: Told) {
    super(told.what ?? told.code ?? "");
    this.code = told.code ?? "unknown";
    this.what = told.what ?? "";
    this.place = told.place ?? "";
    this.remedy = told.remedy ?? "";
  }
}

/** A thrown value of any shape as a problem. */
export function problemOf(thrown: unknown): Problem {
  if (thrown instanceof Problem) return thrown;
  if (typeof thrown === "object" && thrown !== null && "code" in thrown) return new Problem(thrown as Told);
  return new Problem({ code: "unknown", what: thrown instanceof Error ? thrown.message : String(thrown) });
}

/** Asks the desk for something and gives its answer; throws a {@link Problem}. */
export async function askDesk<Answer>(name: string, fields: object = {}): Promise<Answer> {
  try {
    return await invoke<Answer>("ask", { request: { ask: name, ...fields } });
  } catch (thrown) {
    throw problemOf(thrown);
  }
}
