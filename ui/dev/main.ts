import { mockIPC } from "@tauri-apps/api/mocks";
import { answer, settings } from "./desk";

const query = new URLSearchParams(location.search);
mockIPC(async (command, payload) => {
  const args = payload as { request?: { ask: string }; key?: string; value?: unknown } | undefined;
  if (command === "ask") return answer(args?.request as never, query.get("state") ?? "open");
  if (command === "plugin:store|load") return 1;
  if (command === "plugin:store|get") {
    const value = args?.key === "theme" ? query.get("theme") : args?.key === "language" ? query.get("language") : settings.get(args?.key ?? "");
    return [value, value !== null && value !== undefined];
  }
  if (command === "plugin:store|set") settings.set(args?.key ?? "", args?.value);
  return null;
});
await import("../src/main");
