/** Long organisations shorten in the middle; the whole is on hover. */
const MOST = 18;

export function middle(name: string, most: number = MOST): string {
  const chars = [...name];
  if (chars.length <= most) return name;
  const tail = Math.floor((most - 1) / 2);
  return `${chars.slice(0, most - 1 - tail).join("")}…${chars.slice(chars.length - tail).join("")}`;
}
