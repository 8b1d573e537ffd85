// Run a WebAssembly program that may read one folder: node wasi.mjs PROGRAM FOLDER ARGUMENT...
import { readFileSync } from "node:fs";
import { WASI } from "node:wasi";

const [program, folder, ...rest] = process.argv.slice(2);
const wasi = new WASI({
  version: "preview1",
  args: [program, "/folder", ...rest],
  preopens: { "/folder": folder },
});
const { instance } = await WebAssembly.instantiate(readFileSync(program), {
  wasi_snapshot_preview1: wasi.wasiImport,
});
process.exitCode = wasi.start(instance);
