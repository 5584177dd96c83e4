// What a visitor downloads, byte for byte, as brotli at its highest quality; and what the browser's demo does for its
// backend.
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { Skip, brotliFileBytes, top } from './bench-tools.mjs';

export const title = 'Sizes (bytes, brotli)';

export function measure() {
  const folder = join(top, 'build/web');
  const files = readdirSync(folder)
    .filter((file) => /\.(js|wasm)$/.test(file))
    .sort();
  if (files.length === 0) throw new Skip('build/web is empty');
  const backend = ['package/service.js', 'package/service/chatlet-service.wasm'];
  files.push(...backend.filter((file) => existsSync(join(folder, file))));
  return files.map((file) => ({
    name: file.replace(/\.[0-9a-f]{8,}(?=\.)/, ''),
    value: brotliFileBytes(join(folder, file)),
    unit: 'B',
  }));
}
