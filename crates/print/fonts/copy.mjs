// Puts the faces that paper is set in into faces/. Run by `npm ci`; harmless to run again.
// Noto Serif SC carries the paper. Where the machine has HanaMin or BabelStone Han (set-up installs them on Debian and
// Ubuntu) they are put beside it for rare characters; without them such a name is refused by its character, and
// everything else stands. README.md says what covers what, and under which licence.
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
