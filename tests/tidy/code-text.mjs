// Blanks out comments and the insides of string literals of C or TypeScript, keeping every offset,
// so that a rule about code is not fooled by words in prose.

const regexMayFollow = /(?:^|[=(,:[!&|?{};\n]|\breturn)\s*$/;

export function codeOnly(text, options = { regex: false }) {
  const out = text.split('');
  const blank = (from, to) => {
    for (let at = from; at < to; at++) if (out[at] !== '\n') out[at] = ' ';
  };
  let at = 0;
  while (at < text.length) {
    const two = text.slice(at, at + 2);
    let end = at + 1;
    if (two === '//') {
      end = endOf(text, '\n', at);
      blank(at, end);
    } else if (two === '/*') {
      end = Math.min(endOf(text, '*/', at + 2) + 2, text.length);
      blank(at, end);
    } else if (text[at] === '"' || text[at] === "'" || text[at] === '`') {
      end = literalEnd(text, at, text[at]);
      blank(at + 1, end - 1);
    } else if (options.regex && text[at] === '/' && regexMayFollow.test(text.slice(Math.max(0, at - 80), at))) {
      end = literalEnd(text, at, '/');
      blank(at + 1, end - 1);
    }
    at = end;
  }
  return out.join('');
}

function endOf(text, mark, from) {
  const found = text.indexOf(mark, from);
  return found === -1 ? text.length : found;
}

// A template's ${…} counts as inside: rules look for statements, which do not stand there.
function literalEnd(text, start, quote) {
  let inClass = false;
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    else if (quote === '/' && text[at] === '[') inClass = true;
    else if (quote === '/' && text[at] === ']') inClass = false;
    else if (text[at] === quote && !inClass) return at + 1;
    else if (text[at] === '\n' && quote !== '`') return at;
  }
  return text.length;
}
