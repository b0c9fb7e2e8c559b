// PouchDB as the peer of the road in `cargo xtask bench`: a server, a desk that writes and sends, a desk that follows.
// Says "ready", waits for a line, does its work and says one line of JSON. PouchDB keeps its rows in LevelDB, which does
// not wait for the disk; the road does.
const fs = require("node:fs");
const readline = require("node:readline");
const PouchDB = require("pouchdb");

const [role, folder, ...rest] = process.argv.slice(2);
fs.mkdirSync(folder, { recursive: true });
const Local = PouchDB.defaults({ prefix: `${folder}/` });

const used = () => {
  const { user, system } = process.cpuUsage();
  return { cpu_ms: Math.round((user + system) / 1000), memory_mib: Math.round(process.memoryUsage().rss / 1048576) };
};
const told = () =>
  new Promise((go) => readline.createInterface({ input: process.stdin }).once("line", () => go()));
const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);

async function server() {
  const app = require("express")();
  app.use(require("express-pouchdb")(Local, { inMemoryConfig: true, logPath: `${folder}/log.txt` }));
  const listening = app.listen(Number(rest[0] ?? 0), "127.0.0.1", () => say({ ready: listening.address().port }));
  await told();
  say(used());
  process.exit(0);
}

async function writer() {
  const [rows, url] = rest;
  const db = new Local("desk");
  const docs = fs.readFileSync(rows, "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const began = Date.now();
  await db.bulkDocs(docs);
  say({ ready: docs.length, wrote_ms: Date.now() - began });
  await told();
  const before = used().cpu_ms;
  const start = Date.now();
  await db.replicate.to(`${url}/office`, { batch_size: 1000 });
  const end = used();
  say({ ms: Date.now() - start, ended: Date.now(), ...end, cpu_ms: end.cpu_ms - before });
  process.exit(0);
}

async function reader() {
  const [count, url] = rest;
  const db = new Local("desk");
  await new PouchDB(`${url}/office`).info();
  say({ ready: 0 });
  await told();
  const before = used().cpu_ms;
  const start = Date.now();
  const following = db.replicate.from(`${url}/office`, { live: true, retry: true, batch_size: 1000 });
  for (;;) {
    if ((await db.info()).doc_count >= Number(count)) break;
    await new Promise((soon) => setTimeout(soon, 20));
  }
  const end = used();
  say({ ms: Date.now() - start, ended: Date.now(), ...end, cpu_ms: end.cpu_ms - before });
  following.cancel();
  process.exit(0);
}

({ server, writer, reader })[role]().catch((error) => {
  console.error(error);
  process.exit(1);
});
