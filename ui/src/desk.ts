/** The only file that talks to the desk behind the window. */
import type { Answers } from "@/bindings/Answers";
import type { Ask } from "@/bindings/Ask";
import type { Problem as Told } from "@/bindings/Problem";
import { invoke } from "@tauri-apps/api/core";

/** What went wrong, where, and what to do about it, in words fit to show. */
export class Problem extends Error {
  readonly code: string;
  readonly what: string;
  readonly place: string;
  readonly remedy: string;

  constructor(told: Partial<Told>) {
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

export type Word = keyof Answers & Ask["ask"];
type FieldsOf<W extends Word> = Omit<Extract<Ask, { ask: W }>, "ask">;
type Fields<W extends Word> = keyof FieldsOf<W> extends never ? [] : [fields: FieldsOf<W>];

/** Asks the desk for something and gives its answer; throws a {@link Problem}. */
export async function ask<W extends Word>(word: W, ...[fields]: Fields<W>): Promise<Answers[W]> {
  try {
    return await invoke<Answers[W]>("ask", { request: { ask: word, ...fields } });
  } catch (thrown) {
    throw problemOf(thrown);
  }
}

/** Settings of this window that are no facts: theme, printers, the last folder. */
const SETTINGS = "window.json";
let opened: Promise<number> | undefined;
const settings = () => (opened ??= invoke<number>("plugin:store|load", { path: SETTINGS, options: {} }));

/** A remembered setting; nothing when it was never set or cannot be read. */
export async function remembered<Value>(key: string): Promise<Value | undefined> {
  try {
    const [value, exists] = await invoke<[Value, boolean]>("plugin:store|get", { rid: await settings(), key });
    return exists ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Remembers a setting; a setting that cannot be kept is not worth an error. */
export async function remember(key: string, value: unknown): Promise<void> {
  try {
    const rid = await settings();
    await invoke("plugin:store|set", { rid, key, value });
    await invoke("plugin:store|save", { rid });
  } catch {
    opened = undefined;
  }
}

/** What a chooser offers: a name for people and the endings of the files. */
export interface Kind {
  name: string;
  extensions: string[];
}

/** Lets a person choose a folder; nothing when they close the chooser. */
export function chooseFolder(title: string, from?: string): Promise<string | undefined> {
  return choose({ title, directory: true, defaultPath: from || undefined });
}

/** Lets a person choose one file; nothing when they close the chooser. */
export function chooseFile(title: string, kinds: Kind[], from?: string): Promise<string | undefined> {
  return choose({ title, filters: kinds, defaultPath: from || undefined });
}

async function choose(options: Record<string, unknown>): Promise<string | undefined> {
  try {
    return (await invoke<string | null>("plugin:dialog|open", { options })) ?? undefined;
  } catch (thrown) {
    throw problemOf(thrown);
  }
}

/** Opens a saved PDF with the computer's own viewer. */
export async function openPdf(path: string): Promise<void> {
  try {
    await invoke("plugin:opener|open_path", { path });
  } catch (thrown) {
    throw problemOf(thrown);
  }
}

/** Shows a file in its folder. */
export async function showInFolder(path: string): Promise<void> {
  try {
    await invoke("plugin:opener|reveal_item_in_dir", { paths: [path] });
  } catch (thrown) {
    throw problemOf(thrown);
  }
}
