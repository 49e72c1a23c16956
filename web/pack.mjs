// Writes the .br and .gz beside each file named: brotli 11 with the largest window
// that browsers take (24), gzip 9. Done at build time, so serving costs nothing.
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, gzipSync, constants as z } from "node:zlib";

for (const file of process.argv.slice(2)) {
  const bytes = readFileSync(file);
  const br = brotliCompressSync(bytes, {
    params: { [z.BROTLI_PARAM_QUALITY]: 11, [z.BROTLI_PARAM_LGWIN]: 24, [z.BROTLI_PARAM_SIZE_HINT]: bytes.length },
  });
  writeFileSync(file + ".br", br);
  writeFileSync(file + ".gz", gzipSync(bytes, { level: 9 }));
  console.log(`${file}: ${bytes.length} bytes, brotli ${br.length}`);
}
