// Puts the faces that paper is set in into faces/. Run by `npm ci`; harmless to run again.
// Noto Serif SC (SIL Open Font License 1.1) carries the paper. Where the machine has HanaMin or BabelStone Han
// (Debian: fonts-hanazono, fonts-babelstone-han) they are put beside it for rare characters; nothing depends on them.
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const faces = join(here, "faces");
const noto = join(here, "node_modules", "@expo-google-fonts", "noto-serif-sc");
const needed = [
  join(noto, "400Regular", "NotoSerifSC_400Regular.ttf"),
  join(noto, "700Bold", "NotoSerifSC_700Bold.ttf"),
];
const welcome = [
  "/usr/share/fonts/truetype/hanazono/HanaMinA.ttf",
  "/usr/share/fonts/truetype/hanazono/HanaMinB.ttf",
  "/usr/share/fonts/truetype/babelstone/BabelStoneHan.ttf",
];

mkdirSync(faces, { recursive: true });
for (const from of [...needed, ...welcome.filter(existsSync)]) {
  const to = join(faces, from.split(/[\\/]/).at(-1));
  if (existsSync(to) && statSync(to).size === statSync(from).size && readFileSync(to).equals(readFileSync(from))) continue;
  copyFileSync(from, to);
}
