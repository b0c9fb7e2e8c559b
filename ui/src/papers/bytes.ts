/** The bytes of a paper. */
import { ask } from "@/desk";

export function fromBase64(text: string): Uint8Array {
  const raw = atob(text);
  const bytes = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i += 1) bytes[i] = raw.charCodeAt(i);
  return bytes;
}

export async function paperBytes(sha256: string): Promise<Uint8Array> {
  return fromBase64(await ask("paper_bytes", { sha256 }));
}
