// The published schemas, loaded into a validator, and which files of a bot each of them is for.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv/dist/2020.js';

export const root = join(dirname(fileURLToPath(import.meta.url)), '../..');
const folder = join(root, 'site/schema');

/** By file name, like "flow.schema.json". `strict` refuses misspelt keywords; unions of types are meant. */
export function loadSchemas() {
  const ajv = new Ajv({ allErrors: true, strict: true, strictRequired: false, strictTypes: false });
  const names = readdirSync(folder).filter((name) => name.endsWith('.schema.json'));
  for (const name of names) ajv.addSchema(JSON.parse(readFileSync(join(folder, name), 'utf8')), name);
  return new Map(names.map((name) => [name, ajv.getSchema(name)]));
}

/** Which schema a file beside bot.json is for; undefined for others. */
export function schemaOf(path) {
  if (/(^|\/)bot\.json$/.test(path)) return 'bot.schema.json';
  const kind = /(?:^|\/)(flows|intents|strings|tests)\/[^/]+\.json$/.exec(path)?.[1];
  return kind && { flows: 'flow', intents: 'intents', strings: 'strings', tests: 'test' }[kind] + '.schema.json';
}

/** What the validator says of a value, a line each; empty when it is taken. */
export function refusals(validate, value) {
  if (validate(value)) return [];
  return validate.errors.map((error) => {
    const what = error.params.unevaluatedProperty ?? error.params.additionalProperty ?? '';
    return `${error.instancePath || '/'} ${error.message} ${what}`.trim();
  });
}
