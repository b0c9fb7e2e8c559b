/** Which papers of a checklist were handed in. */
import type { MergedMaterial } from "@/bindings/MergedMaterial";
import type { ReceivedPaper } from "@/bindings/ReceivedPaper";

export interface Handed {
  here: boolean;
  pages: number;
  /** Promised for this day; empty when not. */
  promised: string;
}

export const NOTHING: Handed = { here: false, pages: 1, promised: "" };

/** The receipt's lines: what is here, and what may follow by a promised day. */
export function receivedOf(checklist: MergedMaterial[], handed: Record<string, Handed>): ReceivedPaper[] {
  return checklist.flatMap(({ spec }) => {
    const one = handed[spec.key];
    if (!one || (!one.here && !one.promised)) return [];
    return [
      {
        key: spec.key,
        name: spec.name,
        form: spec.form,
        copies: spec.copies,
        pages: one.pages,
        sighted_returned: one.here && (spec.form === "sighted" || spec.form === "sighted_copy"),
        promised_for: one.here ? null : one.promised,
        attachments: [],
      },
    ];
  });
}
