// How long `chatlet build` takes over documentation that Debian packages, and how large the bundle is.
import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { brotliFileBytes, folderBytes, listFiles, timeRun, top, withFolder } from './bench-tools.mjs';

export const title = 'Indexing (chatlet build)';

const manuals = [
  ['postgresql-doc-15', '/usr/share/doc/postgresql-doc-15/html'],
  ['debian-handbook, English', '/usr/share/doc/debian-handbook/html/en-US'],
  ['debian-handbook, Spanish', '/usr/share/doc/debian-handbook/html/es-ES'],
  ['debian-handbook, Portuguese', '/usr/share/doc/debian-handbook/html/pt-BR'],
];

export async function measure() {
  const rows = [];
  for (const [name, folder] of manuals) {
    if (existsSync(folder)) rows.push(...(await measureManual(name, folder)));
    else console.log(`  skipped: ${name} is not installed`);
  }
  return rows;
}

function measureManual(name, folder) {
  return withFolder((out) => {
    const run = timeRun(join(top, 'build/bin/chatlet'), ['build', folder, '--out', out]);
    if (run.status > 1) throw new Error(`chatlet build ${folder}: exit ${run.status}\n${run.stderr}`);
    const pages = listFiles(folder).filter((path) => path.endsWith('.html')).length;
    const head = listFiles(out).find((path) => path.endsWith('.head'));
    return [
      { name: `${name}: pages`, value: pages, unit: '' },
      { name: `${name}: time`, value: run.wall, unit: 's' },
      { name: `${name}: all files`, value: folderBytes(out), unit: 'B' },
      { name: `${name}: head`, value: statSync(head).size, unit: 'B' },
      { name: `${name}: head, brotli`, value: brotliFileBytes(head), unit: 'B' },
    ];
  });
}
