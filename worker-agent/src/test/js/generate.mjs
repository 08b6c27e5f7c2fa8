// Usage: node generate.mjs CHANGES SEED FILE
// Writes at least that many changes, room by room: its base, its changes in dependency order, its heads, its value.
import { openSync, readFileSync, writeSync, closeSync } from "node:fs";
import * as Automerge from "@automerge/automerge";
import { Random } from "./random.mjs";
import { Room } from "./room.mjs";
import { canonical } from "./canonical.mjs";

const STEPS = 250;
const [wanted, seed] = process.argv.slice(2, 4).map(Number);
const file = openSync(process.argv[4], "w");
const bases = readFileSync(new URL("bases.txt", import.meta.url), "utf8").trim().split("\n");

let made = 0;
for (let number = 0; made < wanted; number++) {
  const base = Buffer.from(bases[number % bases.length], "base64");
  const room = new Room(new Random(seed * 1000003 + number), base);
  for (let i = 0; i < STEPS && made + i < wanted + STEPS; i++) room.step();
  const document = room.merged();
  const [, ...changes] = Automerge.getAllChanges(document);
  const lines = [
    `base ${base.toString("base64")}`,
    ...changes.map((change) => `change ${Buffer.from(change).toString("base64")}`),
    `heads ${Automerge.getHeads(document).sort().join(" ")}`,
    // Loaded anew: after a merge that deletes one of several values of a key, the live document may show the deleted one.
    `value ${canonical(Automerge.load(Automerge.save(document)))}`,
  ];
  writeSync(file, lines.join("\n") + "\n");
  made += changes.length;
}
closeSync(file);
console.log(`${made} changes`);
