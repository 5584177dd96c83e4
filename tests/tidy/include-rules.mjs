// Who may include whom in C (ARCHITECTURE: "Who may depend on whom").
import { posix } from 'node:path';
import { lineOf } from './source-tree.mjs';

const { dirname, join, normalize } = posix;

// Rooms of core/src, each with the rooms it may see.
const coreRooms = {
  base: ['base'],
  text: ['base', 'text'],
  bundle: ['base', 'bundle'],
  compile: ['base', 'text', 'bundle', 'compile'],
  runtime: ['base', 'text', 'bundle', 'runtime'],
  tune: ['base', 'text', 'bundle', 'compile', 'runtime', 'tune'],
};

const backendRooms = {
  domain: ['domain'],
  security: ['domain', 'security'],
  store: ['domain', 'store'],
  service: ['domain', 'security', 'store', 'service'],
  route: ['domain', 'security', 'store', 'service', 'route'],
  http: ['http'],
  // What only the native server has: pools, the writer of events, the sender of the outbox.
  shell: ['domain', 'security', 'store', 'service', 'route', 'http', 'shell', ''],
};

// The backend as a module: what it is made of, without http's sockets and the shell.
const serviceShim = 'wasm/wasm_service.c';
const serviceRooms = ['security', 'store', 'service', 'route'];

// The core reads no file, socket, clock or random source, so it needs nothing else from the C library.
const coreSystemHeaders = ['float.h', 'limits.h', 'stdalign.h', 'stdbool.h', 'stddef.h', 'stdint.h', 'string.h'];

// The only way out of cmark and gumbo when they are refused memory: both would end the program.
const setjmpFiles = ['core/src/compile/parser_memory.c', 'core/src/compile/parser_memory.h'];

// Each library's headers, and the only places that know them.
const libraries = [
  { header: /^(cjson\/)?cJSON\.h$/, places: /^core\/src\/base\/json\.c$/ },
  { header: /^libstemmer(\.h|\/.*)$/, places: /^core\/src\/text\/stem\.c$/ },
  { header: /^cmark(_[a-z]+)?\.h$/, places: /^core\/src\/compile\/markdown_parser\.c$/ },
  { header: /^gumbo\.h$/, places: /^core\/src\/compile\/html_gumbo\.c$/ },
  { header: /^utf8proc\.h$/, places: /^core\/tools\// },
  { header: /^expat\.h$/, places: /^core\/cli\/cli_sitemap\.c$/ },
  { header: /^uv\.h$/, places: /^backend\/src\/(http\/|shell\/|main\.c$)/ },
  { header: /^llhttp\.h$/, places: /^backend\/src\/http\// },
  { header: /^mbedtls\//, places: /^(backend\/src\/(security\/crypto\.c$|http\/)|wasm\/mbedtls_config\.h$)/ },
  { header: /^argon2\.h$/, places: /^backend\/src\/security\/password\.c$/ },
  { header: /^curl\//, places: /^(backend\/src\/http\/|core\/cli\/cli_deploy\.c$)/ },
  { header: /^libpq-fe\.h$/, places: /^backend\/src\/store\/db_postgres\.c$/ },
  { header: /^sqlite3\.h$/, places: /^backend\/src\/store\/db_sqlite\.c$/ },
];

export function listIncludes(text) {
  return [...text.matchAll(/^[ \t]*#[ \t]*include[ \t]+(?:<([^>]+)>|"([^"]+)")/gm)].map((match) => ({
    line: lineOf(text, match.index + match[0].search(/#/)),
    system: match[1],
    local: match[2],
  }));
}

// Tests, and what is drawn for them, may see everything.
export function checkIncludes(path, text) {
  if (path.startsWith('tests/')) return [];
  return listIncludes(text).flatMap((include) => {
    const reason = include.system ? refuseSystem(path, include.system) : refuseLocal(path, include.local);
    return reason ? [`${include.line}: ${reason}`] : [];
  });
}

function refuseSystem(path, header) {
  if (header.startsWith('chatlet/')) return refuseEngine(path, header);
  const library = libraries.find((one) => one.header.test(header));
  if (library) return library.places.test(path) ? undefined : `<${header}> has its one place elsewhere`;
  if (!/^core\/(src|include)\//.test(path)) return undefined;
  if (coreSystemHeaders.includes(header)) return undefined;
  if (header === 'setjmp.h' && setjmpFiles.includes(path)) return undefined;
  return `the core includes no <${header}>: the caller brings memory, time and files`;
}

// The server's bytes and the engine's meet in routes and services only; text views are for all.
function refuseEngine(path, header) {
  if (!path.startsWith('backend/src/http/') || header === 'chatlet/base.h') return undefined;
  return 'http knows bytes and requests, not the engine';
}

function refuseLocal(path, header) {
  const target = normalize(join(dirname(path), header));
  const [from, to] = [roomOf(path), roomOf(target)];
  if (from.side === 'core/tools' && to.side === 'core') return undefined; // run while building only
  if (from.side === 'include') return 'public headers include <chatlet/…> only';
  if (to.side === 'core' && from.side !== 'core') return 'only <chatlet/…> of the engine is for others';
  if (from.side === 'core' && to.side !== 'core') return `the core includes nothing from ${target}`;
  if (from.side === 'core') return refuseRoom(coreRooms, from.room, to.room);
  if (from.side === 'backend' && from.room !== '') {
    if (from.room === 'route' && /\/http\/http_(cache|message|negotiate|text|type)\.h$/.test(target)) return undefined;
    return refuseRoom(backendRooms, from.room, to.room);
  }
  if (path === serviceShim && to.side === 'backend' && serviceRooms.includes(to.room)) return undefined;
  return from.side === to.side ? undefined : `${path} may not include ${target}`;
}

function refuseRoom(rooms, from, to) {
  return rooms[from]?.includes(to) ? undefined : `${from} may not include ${to}`;
}

function roomOf(path) {
  const match = /^(core|backend)\/src\/(?:([^/]+)\/)?/.exec(path);
  // Files beside the backend's rooms, main.c above all, wire them together and may see each.
  if (match) return { side: match[1], room: match[2] ?? '' };
  if (path.startsWith('core/include/')) return { side: 'include', room: '' };
  return { side: path.split('/').slice(0, 2).join('/').replace(/\/[^/]*\.[ch]$/, ''), room: '' };
}
