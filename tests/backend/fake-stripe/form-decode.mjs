// Reads a form as Stripe does: a[b]=c nests, a[0][b]=c and a[]=c make lists.
import { RequestError } from './request-error.mjs';

const keyPattern = /^([A-Za-z0-9_.-]+)((?:\[[A-Za-z0-9_.-]*\])*)$/;

function pathOf(key) {
  const match = keyPattern.exec(key);
  if (match === null) throw new RequestError(400, 'parameter_unknown', `Invalid key: ${key}`, key);
  const steps = [...match[2].matchAll(/\[([^\]]*)\]/g)].map((step) => step[1]);
  return [match[1], ...steps];
}

// Objects whose keys are all numbers in order become lists.
function settle(value) {
  if (typeof value !== 'object') return value;
  const keys = Object.keys(value);
  const isList = keys.length > 0 && keys.every((key, index) => key === String(index));
  if (isList) return keys.map((key) => settle(value[key]));
  return Object.fromEntries(keys.map((key) => [key, settle(value[key])]));
}

function place(root, path, value, whole) {
  let at = root;
  for (const [depth, given] of path.entries()) {
    const step = given === '' ? String(Object.keys(at).length) : given;
    if (depth === path.length - 1) {
      if (step in at) throw new RequestError(400, 'parameter_invalid', `Twice: ${whole}`, whole);
      at[step] = value;
    } else {
      at[step] ??= Object.create(null);
      at = at[step];
      if (typeof at !== 'object') throw new RequestError(400, 'parameter_invalid', `Both: ${whole}`, whole);
    }
  }
}

function decode(text) {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new RequestError(400, 'parameter_invalid', `Broken percent encoding: ${text}`);
  }
}

export function decodeForm(text) {
  const root = Object.create(null);
  for (const pair of text.split('&').filter((one) => one !== '')) {
    const equals = pair.indexOf('=');
    if (equals < 0) throw new RequestError(400, 'parameter_invalid', `No value: ${pair}`);
    const key = decode(pair.slice(0, equals));
    place(root, pathOf(key), decode(pair.slice(equals + 1)), key);
  }
  return settle(root);
}
