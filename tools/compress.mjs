// Writes a .br and a .gz beside every file of a folder that shrinks well: node tools/compress.mjs <folder>
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { extname, join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

const SHRINKS = new Set([".wasm", ".js", ".css", ".svg"]);
const kilobytes = (bytes) => `${(bytes / 1024).toFixed(1)} KB`;

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true }).filter((name) => SHRINKS.has(extname(name)));

for (const name of files.sort()) {
  const plain = readFileSync(join(folder, name));
  const brotli = brotliCompressSync(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
  writeFileSync(join(folder, `${name}.br`), brotli);
  writeFileSync(join(folder, `${name}.gz`), gzipSync(plain, { level: 9 }));
  console.log(`   ${name.padEnd(20)} ${kilobytes(plain.length).padStart(10)} → ${kilobytes(brotli.length)}`);
}
