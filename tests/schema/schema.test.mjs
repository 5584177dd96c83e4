import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { loadSchemas, refusals, root, schemaOf } from './schema-check.mjs';

const schemas = loadSchemas();

function listFiles(pattern) {
  const text = execFileSync('git', ['ls-files', '-co', '--exclude-standard', pattern], { cwd: root, encoding: 'utf8' });
  return text.split('\n').filter((path) => path !== '' && existsSync(join(root, path)));
}

const readJson = (path) => JSON.parse(readFileSync(join(root, path), 'utf8'));

/** Files that belong to a bot: bot.json, and those in the folders beside one. */
function botFiles() {
  const bots = listFiles('*bot.json').filter((path) => !path.startsWith('tests/fuzz/'));
  const folders = new Set(bots.map((path) => dirname(path)));
  const parts = listFiles('*.json').filter((path) => schemaOf(path) && folders.has(dirname(dirname(path))));
  return [...bots, ...parts];
}

test('schemas take every bot of the repository', () => {
  const files = botFiles();
  assert.ok(files.length >= 9, `only ${files.length} files were found`);
  const refused = files.flatMap((path) => {
    const found = refusals(schemas.get(schemaOf(path)), readJson(path));
    return found.map((line) => `${path}: ${line}`);
  });
  assert.deepEqual(refused, []);
});

// What only the compiler can see is right by the schema: names that lead nowhere, expressions, missing texts.
test('schemas take the corpus of mistakes, but those that are mistakes of shape, too', () => {
  const shapeless = new Set(['tests/corpus/flow-checks/e17-hit.json', 'tests/corpus/flow-checks/e19-hit.json']);
  const cases = listFiles('tests/corpus/flow-checks/e*.json').filter((path) => /\/e\d\d-\w+\.json$/.test(path));
  assert.ok(cases.length >= 40, `only ${cases.length} cases were found`);
  const wrong = cases.flatMap((path) => {
    const found = refusals(schemas.get('bot.schema.json'), readJson(path));
    if (shapeless.has(path)) return found.length > 0 ? [] : [`${path}: taken`];
    return found.map((line) => `${path}: ${line}`);
  });
  assert.deepEqual(wrong, []);
});

const readCases = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));

for (const { schema, name, value } of readCases('refused.json')) {
  test(`${schema}.schema.json refuses ${name}`, () => {
    assert.notDeepEqual(refusals(schemas.get(`${schema}.schema.json`), value), []);
  });
}

for (const { schema, name, value } of readCases('taken.json')) {
  test(`${schema}.schema.json takes ${name}`, () => {
    assert.deepEqual(refusals(schemas.get(`${schema}.schema.json`), value), []);
  });
}

/** What a $ref leads to, in its own file or in another one. */
function follow(ref, from) {
  const [file, pointer] = ref.split('#');
  const whole = file === '' ? from : schemas.get(file).schema;
  const keys = (pointer ?? '').split('/').filter((key) => key !== '');
  return keys.reduce((schema, key) => schema[key], whole);
}

// Conditions are asked, not shown.
function listUnsaid(schema, path, whole) {
  if (schema === null || typeof schema !== 'object') return [];
  const unsaid = Object.entries(schema.properties ?? {}).filter(([, member]) => {
    const target = member.$ref ? follow(member.$ref, whole) : member;
    return !(member.description ?? target.description ?? member.const);
  });
  const children = Object.entries(schema).filter(([name]) => name !== 'if');
  return [
    ...unsaid.map(([name]) => `${path}.${name}`),
    ...children.flatMap(([name, child]) => listUnsaid(child, `${path}.${name}`, whole)),
  ];
}

test('every member of a schema says what it is', () => {
  const unsaid = [...schemas].flatMap(([name, validate]) => listUnsaid(validate.schema, name, validate.schema));
  assert.deepEqual(unsaid, []);
});
