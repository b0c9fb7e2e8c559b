/** Pictures of every screen and state on made-up data: `npm run dev`, then `node dev/shots.mjs OUT [name]`. */
import { mkdirSync } from "node:fs";
import { chromium } from "playwright-core";

const [out = "shots", only] = process.argv.slice(2);
mkdirSync(out, { recursive: true });
const BASE = process.env.BASE ?? "http://localhost:5199/dev/index.html";
const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const click = (act) => async (page) => page.click(`[data-act="${act}"]`);
const SHOTS = [
  ["first", "first", "/"],
  ["recovery", "first", "/", async (page) => {
    await page.fill('[data-field="office_code"]', "01");
    await page.fill('[data-field="person"]', "林若溪");
    await page.fill('[data-field="account"]', "lin");
    await page.fill('[data-field="password"]', "correct horse");
    await page.fill('[data-field="password_again"]', "correct horse");
    await page.click('[data-act="set_up"]');
  }],
  ["signin", "signin", "/", async (page) => {
    await page.fill('[data-field="password"]', "x");
    await page.keyboard.press("Enter");
  }],
  ["trouble", "trouble", "/"],
  ["workbench", "open", "/workbench"],
  ["workbench-empty", "empty", "/workbench"],
  ["workbench-error", "error", "/workbench"],
  ["workbench-slow", "slow", "/workbench", (page) => page.waitForTimeout(2300)],
  ["palette", "open", "/workbench", async (page) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type("chen");
  }],
  ["intake", "open", "/intake"],
  ["intake-person", "open", "/intake", async (page) => {
    await page.fill('[data-field="find_person"]', "陈");
  }],
  ["intake-new", "open", "/intake", async (page) => {
    await page.fill('[data-field="find_person"]', "罗𬭎");
    await page.click('[data-act="record_person"]');
    await page.fill('[data-field="identity"]', "990102198102202021");
  }],
  ["intake-full", "open", "/intake", async (page) => {
    await page.fill('[data-field="find_person"]', "陈");
    await page.click('[data-person="陈䶮"]');
    for (const item of ["household", "school", "apartment", "title", "care"]) await page.check(`[data-field="item_${item}"]`);
    await page.check('[data-field="all_materials"]');
    await page.uncheck('[data-field="material_no_house"]');
    await page.fill('[data-field="promise_no_house"]', "20261130");
    await page.keyboard.press("Tab");
  }],
  ["intake-taken", "open", "/intake", async (page) => {
    await page.fill('[data-field="find_person"]', "陈");
    await page.click('[data-person="陈䶮"]');
    await page.check('[data-field="item_household"]');
    await page.check('[data-field="all_materials"]');
    await page.click('[data-act="accept"]');
  }],
  ["cases", "open", "/cases"],
  ["cases-empty", "empty", "/cases"],
  ["case", "open", "/cases/case%2F1"],
  ["case-items", "open", "/cases/case%2F1", click("tab_items")],
  ["case-materials", "open", "/cases/case%2F1", async (page) => {
    await page.click('[data-act="tab_materials"]');
    await page.locator("[data-attachments]").scrollIntoViewIfNeeded();
  }],
  ["case-papers", "open", "/cases/case%2F1", click("tab_papers")],
  ["case-act", "open", "/cases/case%2F1", async (page) => {
    await page.waitForSelector('[data-act="extend_03"]');
    await page.keyboard.press("2");
  }],
  ["case-explain", "open", "/cases/case%2F1", click("explain_02_promised")],
  ["case-contradiction", "contradiction", "/cases/case%2F1"],
  ["case-hover", "open", "/cases/case%2F1", async (page) => page.hover(".bar.late")],
  ["paper", "open", "/cases/case%2F1", async (page) => {
    await page.click('[data-act="tab_papers"]');
    await page.click('[data-act="paper_one_time_notice"]');
    await page.waitForSelector('[data-preview="ready"]');
    await page.click('[data-act="paper_print"]');
  }],
  ["talents", "open", "/talents"],
  ["talent", "open", "/talents/talent%2F陈䶮"],
  ["employers", "open", "/employers"],
  ["employer", "open", "/employers/employer%2F1"],
  ["items", "open", "/items"],
  ["calendar", "open", "/calendar"],
  ["papers", "open", "/papers"],
  ["volumes", "open", "/volumes", async (page) => {
    await page.click("[data-volume]");
    await page.waitForSelector('[data-preview="ready"]');
  }],
  ["sync", "open", "/sync"],
  ["settings", "open", "/settings"],
  ["settings-office", "open", "/settings", click("settings_office")],
  ["settings-people", "open", "/settings", click("settings_people")],
  ["settings-pack", "open", "/settings", async (page) => {
    await page.click('[data-act="settings_pack"]');
    await page.click('[data-act="check_pack"]');
  }],
  ["settings-safety", "open", "/settings", click("settings_safety")],
];
const SIZES = (process.env.SIZES ?? "1366x768").split(",").map((size) => size.split("x").map(Number));
const THEMES = (process.env.THEMES ?? "light").split(",");
const LANGUAGE = process.env.LANGUAGE_OF_PAGES ?? "zh-CN";

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
for (const theme of THEMES) {
  for (const [width, height] of SIZES) {
    for (const [name, state, path, act] of SHOTS.filter(([shot]) => !only || only.split(",").includes(shot))) {
      const page = await browser.newPage({ viewport: { width, height } });
      page.on("pageerror", (error) => console.log(`${name}: ${error.message}`));
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type())) console.log(`${name}: ${message.text()}`);
      });
      page.setDefaultTimeout(6000);
      try {
        await page.goto(`${BASE}?state=${state}&theme=${theme}&language=${LANGUAGE}#${path}`);
        await page.waitForSelector(".page, .sheet", { timeout: 20_000 });
        await page.waitForTimeout(350);
        await act?.(page);
        await page.waitForTimeout(450);
      } catch (error) {
        console.log(`${name}: ${error.message.split("\n")[0]}`);
      }
      await page.screenshot({ path: `${out}/${name}-${theme}-${width}.png`, fullPage: Boolean(process.env.WHOLE) });
      await page.close();
    }
  }
}
await browser.close();
