// Holds real answers against the OpenAPI document that the server gives of itself.
import assert from 'node:assert/strict';
import Ajv2020 from 'ajv/dist/2020.js';

// `document` is the parsed /v1/openapi.json.
export class OpenApiCheck {
  constructor(document) {
    this.document = document;
    this.ajv = new Ajv2020({ strict: false, allErrors: true, validateFormats: false });
    this.ajv.addSchema(document, 'openapi');
    this.compiled = new Map();
    this.patterns = Object.keys(document.paths).map((path) => ({
      path,
      pattern: new RegExp(`^${patternOf(path)}$`),
    }));
    // Names before parameters, so that /a/b is not taken for /a/{x}.
    this.patterns.sort((a, b) => a.path.split('{').length - b.path.split('{').length);
  }

  find(method, path) {
    const found = this.patterns.find(
      (one) => one.pattern.test(path) && this.document.paths[one.path][method.toLowerCase()] !== undefined,
    );
    return found && { path: found.path, operation: this.document.paths[found.path][method.toLowerCase()] };
  }

  // Throws unless the answer is one that the document describes. Problems are described once for all.
  check(method, path, status, contentType, text) {
    const pathOnly = path.split('?')[0];
    const found = this.find(method, pathOnly);
    const name = `${method} ${pathOnly} ${status}`;
    if (contentType?.startsWith('application/problem+json')) {
      this.validate(name, '#/components/schemas/Problem', JSON.parse(text));
      return;
    }
    if (!found) return assert.ok(status === 404 || status === 405, `${name} is not described`);
    const response = found.operation.responses[String(status)];
    assert.ok(response, `${name} is not described`);
    if (status === 204 || status === 304 || method === 'HEAD') return;
    const resolved = response.$ref ? this.resolve(response.$ref) : response;
    const type = contentType?.split(';')[0];
    if (!resolved.content) return assert.equal(text, '', `${name} has a body that is not described`);
    assert.ok(resolved.content[type], `${name} is of type ${type}, which is not described`);
    if (type !== 'application/json') return;
    const place = `${escapePointer(found.path)}/${method.toLowerCase()}/responses/${status}`;
    this.validate(name, `#/paths/${place}/content/application~1json/schema`, JSON.parse(text));
  }

  resolve(pointer) {
    return pointer
      .slice(2)
      .split('/')
      .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
      .reduce((node, key) => node[key], this.document);
  }

  validate(name, pointer, value) {
    if (!this.compiled.has(pointer)) {
      this.compiled.set(pointer, this.ajv.compile({ $ref: `openapi${encodeURI(pointer)}` }));
    }
    const validate = this.compiled.get(pointer);
    const isGood = validate(value);
    assert.ok(isGood, `${name}: ${this.ajv.errorsText(validate.errors)}\n${JSON.stringify(value).slice(0, 2000)}`);
  }
}

// A parameter is a segment; {path} is the rest of the path.
function patternOf(path) {
  const escaped = path.replace(/[.+?^$()|[\]\\]/g, '\\$&');
  return escaped.replace(/\{path\}/g, '.+').replace(/\{\w+\}/g, '[^/]+');
}

function escapePointer(path) {
  return path.replaceAll('~', '~0').replaceAll('/', '~1');
}

// Every reference of the document leads somewhere, and every operation has answers.
export function checkDocument(document) {
  const check = new OpenApiCheck(document);
  const walk = (node, place) => {
    if (node === null || typeof node !== 'object') return;
    if (typeof node.$ref === 'string') assert.ok(check.resolve(node.$ref), `${place}: ${node.$ref} leads nowhere`);
    for (const [key, value] of Object.entries(node)) walk(value, `${place}/${key}`);
  };
  walk(document, '');
  for (const [path, operations] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(operations)) {
      if (!['get', 'post', 'put', 'patch', 'delete'].includes(method)) continue;
      assert.ok(Object.keys(operation.responses ?? {}).length > 0, `${method} ${path} has no answers`);
      for (const [, name] of path.matchAll(/\{(\w+)\}/g)) {
        const parameters = [...(operations.parameters ?? []), ...(operation.parameters ?? [])];
        const resolved = parameters.map((one) => (one.$ref ? check.resolve(one.$ref) : one));
        const isThere = resolved.some((one) => one.name === name && one.in === 'path');
        assert.ok(isThere, `${method} ${path}: {${name}} is not described`);
      }
    }
  }
  return check;
}
