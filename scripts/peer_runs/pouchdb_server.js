// PouchDB's server: node pouchdb_server.js MODULES FOLDER SOAS. Puts in the SOAs, one document a line, then listens.
"use strict";

const fs = require("fs");
const path = require("path");
const [modules, folder, soas] = process.argv.slice(2);
const { createRequire } = require("module");
const load = createRequire(path.join(modules, "package.json"));

const AT_ONCE = 1000;

async function main() {
  fs.mkdirSync(folder, { recursive: true });
  const PouchDB = load("pouchdb").defaults({ prefix: folder + path.sep });
  await fill(new PouchDB("soas"));
  await new PouchDB("payments").info();
  const app = load("express")();
  // What replication needs, packed answers among it, and nothing that would only cost time.
  app.use("/", load("express-pouchdb")(PouchDB, { mode: "minimumForPouchDB" }));
  const server = app.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${server.address().port}`));
}

async function fill(database) {
  const documents = fs.readFileSync(soas, "utf8").trimEnd().split("\n").map(JSON.parse);
  for (let first = 0; first < documents.length; first += AT_ONCE) {
    const answers = await database.bulkDocs(documents.slice(first, first + AT_ONCE));
    if (answers.some((answer) => answer.error)) throw new Error("a SOA was not taken");
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
