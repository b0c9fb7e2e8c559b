/** How much time is left, in words beside the colour. */
import type { Light } from "@/bindings/Light";
import { say } from "@/words";

export function sayLeft(light: Light, remaining: number | null): string {
  if (light === "unset" || light === "standing" || light === "not_started" || light === "done") return say(`light.${light}`);
  if (remaining === null) return say("light.unset");
  // A pack may leave a missed promise yellow and keep red for the statutory date.
  if (remaining < 0 && light === "yellow") return say("left.past_promise", { n: -remaining });
  if (remaining < 0) return say("left.overdue", { n: -remaining });
  // On a rest day after the date no working day has passed yet, but the date has.
  if (remaining === 0 && light === "red") return say("left.past");
  return remaining === 0 ? say("left.today") : say("left.days", { n: remaining });
}
