// A client of PouchDB with its databases on disk (LevelDB): node pouchdb_client.js MODULES WHAT FOLDER [URL or FILE].
"use strict";

const fs = require("fs");
const path = require("path");
const [modules, what, folder, other] = process.argv.slice(2);
const { createRequire } = require("module");
const PouchDB = createRequire(path.join(modules, "package.json"))("pouchdb");

// Of 100 (its own choice), 1,000 and 5,000 the one that is fastest for a pull of 50,000.
const BATCH = 1000;

const open = (name) => new PouchDB(path.join(folder, name));

const deeds = {
  pull: () => replicated(open("soas").replicate.from(`${other}/soas`, { batch_size: BATCH })),
  push: () => replicated(open("payments").replicate.to(`${other}/payments`, { batch_size: BATCH })),
  // Without a checkpoint it begins at the beginning, as after one that was lost.
  "push-again": () =>
    replicated(open("payments").replicate.to(`${other}/payments`, { batch_size: BATCH, checkpoint: false })),
  keep: () => open("payments").bulkDocs(JSON.parse(fs.readFileSync(other, "utf8"))),
  held: async () => {
    const { rows } = await open("soas").allDocs({ include_docs: true });
    const invoices = rows.reduce((sum, row) => sum + row.doc.invoices.length, 0);
    console.log(JSON.stringify({ soas: rows.length, invoices }));
  },
};

async function replicated(replication) {
  const { ok, doc_write_failures: failures } = await replication;
  if (!ok || failures) throw new Error(`${failures} documents were not written`);
}

deeds[what]()
  .then(() => process.exit(0))
  .catch((error) => {
    console.error(error);
    process.exit(1);
  });
