// vntk's `ner` as a peer of the benchmark: node vntk.js DIR, where DIR/node_modules holds vntk.
// In: sentences, a JSON string a line; an empty line ends a round. Out: a JSON line once the model is loaded, and one a round,
// {"wall": seconds, "cpu": seconds}, of tagging alone. The sentences are only read.
"use strict";

function round(ner, sentences) {
  const wall = process.hrtime.bigint(), cpu = process.cpuUsage();
  for (const sentence of sentences) ner.tag(sentence);
  const { user, system } = process.cpuUsage(cpu);
  return { wall: Number(process.hrtime.bigint() - wall) / 1e9, cpu: (user + system) / 1e6 };
}

async function main() {
  const ner = require(require.resolve("vntk", { paths: [process.argv[2]] })).ner();
  let sentences = [];
  console.log(JSON.stringify({ node: process.versions.node }));
  for await (const line of require("readline").createInterface({ input: process.stdin })) {
    if (line) {
      sentences.push(JSON.parse(line));
    } else {
      console.log(JSON.stringify(round(ner, sentences)));
      sentences = [];
    }
  }
}

main().catch((error) => { console.error(error.message.split("\n")[0]); process.exit(1); });
