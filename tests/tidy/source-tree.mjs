// The files of the project as a tidy rule sees them: path from the top, and text.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const top = fileURLToPath(new URL('../../', import.meta.url));

// Tracked files and those about to be; what .gitignore names is not part of the project.
const listing = execFileSync('git', ['ls-files', '-z', '-co', '--exclude-standard'], {
  cwd: top,
  encoding: 'utf8',
  maxBuffer: 64 * 1024 * 1024,
});

export const paths = [...new Set(listing.split('\0'))]
  .filter((path) => path !== '' && existsSync(join(top, path)))
  .sort();

export const basenames = new Set(paths.map((path) => basename(path)));

// Every folder that holds a file, so that a path naming a folder can be looked up.
export const folders = new Set(
  paths.flatMap((path) => {
    const parts = path.split('/').slice(0, -1);
    return parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  }),
);

export function readBytes(path) {
  return readFileSync(join(top, path));
}

export function readText(path) {
  return readBytes(path).toString('utf8');
}

export function pathsMatching(pattern) {
  return paths.filter((path) => pattern.test(path));
}

// Runs `rule(path, text)` over the files and returns all it found as `path:line: what` lines.
export function findViolations(files, rule) {
  return files.flatMap((path) => rule(path, readText(path)).map((found) => `${path}:${found}`));
}

export function lineOf(text, offset) {
  return text.slice(0, offset).split('\n').length;
}
