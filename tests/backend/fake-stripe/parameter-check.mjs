// Checks decoded parameters against shared/data/stripe/request-params.schema.json, where that stands
// beside the project, and against the limits of texts that the schema does not carry.
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import Ajv2020 from 'ajv/dist/2020.js';

import { RequestError } from './request-error.mjs';

const folder = fileURLToPath(new URL('../../../../shared/data/stripe/', import.meta.url));
export const hasSchemas = existsSync(folder);

export function readStripeData(name) {
  return JSON.parse(readFileSync(folder + name, 'utf8'));
}

const endpoints = hasSchemas ? readStripeData('request-params.schema.json').endpoints : {};
const ajv = new Ajv2020({ strict: false });
const compiled = new Map();

function coerceText(schema, text) {
  if (schema.type === 'number' && /^-?\d+(\.\d+)?$/.test(text)) return Number(text);
  if (schema.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

// Enumerations are written as "texts, or an object with the methods of String".
function isStringMethods(schema) {
  return schema.properties?.charAt !== undefined;
}

function branchFor(schemas, value) {
  const real = schemas.filter((schema) => !isStringMethods(schema));
  if (Array.isArray(value)) return real.find((schema) => schema.type === 'array');
  if (typeof value === 'object') return real.find((schema) => schema.type === 'object');
  const fits = (schema) => typeof coerceText(schema, value) === schema.type;
  return (
    real.find((schema) => schema.enum?.includes(value)) ??
    real.find((schema) => schema.enum === undefined && fits(schema))
  );
}

// Text of a form as the types that the schema wants.
function coerce(schema, value) {
  if (schema === undefined) return value;
  if (schema.anyOf !== undefined) return coerce(branchFor(schema.anyOf, value), value);
  if (Array.isArray(value)) return value.map((item) => coerce(schema.items, item));
  if (typeof value !== 'object') return coerceText(schema, value);
  const memberOf = (name) =>
    schema.properties?.[name] ??
    (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, coerce(memberOf(name), member)]));
}

function checkLength(name, text, maximum) {
  if (typeof text === 'string' && text.length > maximum) {
    throw new RequestError(400, 'parameter_invalid', `${name} is longer than ${maximum}`, name);
  }
}

// Limits of Stripe's reference that the typings do not carry.
function checkLengths(parameters) {
  checkLength('event_name', parameters.event_name, 100);
  checkLength('identifier', parameters.identifier, 100);
  const metadata = Object.entries(parameters.metadata ?? {});
  if (metadata.length > 50)
    throw new RequestError(400, 'parameter_invalid', 'more than 50 metadata keys', 'metadata');
  for (const [key, value] of metadata) {
    checkLength('metadata', key, 40);
    checkLength('metadata', value, 500);
  }
}

function checkSchema(endpoint, schema, parameters) {
  if (!compiled.has(endpoint)) compiled.set(endpoint, ajv.compile(schema));
  const validate = compiled.get(endpoint);
  if (validate(parameters)) return;
  const [first] = validate.errors;
  const name = first.instancePath.slice(1) || first.params.missingProperty || first.params.additionalProperty;
  throw new RequestError(400, 'parameter_unknown', `${endpoint}: ${first.instancePath} ${first.message}`, name);
}

// `parameters` with the types of the schema; throws a RequestError for what Stripe would refuse.
export function checkParameters(endpoint, parameters) {
  checkLengths(parameters);
  const schema = endpoints[endpoint];
  if (schema === undefined) return parameters;
  const typed = coerce(schema, parameters);
  checkSchema(endpoint, schema, typed);
  return typed;
}
