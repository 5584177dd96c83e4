// The conversation that bench-flows measures, told once: what the visitor writes in six turns, and what any engine that
// plays it right has said by then. A menu, three questions of which one is answered wrong at first, a condition on the
// number of seats, a confirmation, a summary.
//
// An engine is {start(), say(text)}; both give the texts said, or a promise of them.

export const WELCOME = 'Welcome! What do you need? Quote or support?';

export const script = [
  ['quote', ['Your name?']],
  ['Ada', ['Your e-mail, Ada?']],
  ['nowhere', ['That is no e-mail address. Your e-mail, Ada?']],
  ['ada@example.org', ['How many seats?']],
  ['12', ['12 seats are a team: 108 a month. Right?']],
  ['yes', ['Thank you, Ada! We write to ada@example.org about 12 seats for 108 a month.']],
];

// Other ways through it, which show that an engine decides rather than repeats: fewer seats, another choice, a no.
export const proofs = [
  script,
  [
    ['support', ['Write to help@example.org.']],
  ],
  [
    ['quote', ['Your name?']],
    ['Zoe', ['Your e-mail, Zoe?']],
    ['zoe@example.org', ['How many seats?']],
    ['3', ['3 seats are 30 a month. Right?']],
    ['no', ['Your name?']],
    ['Eve', ['Your e-mail, Eve?']],
    ['eve@example.org', ['How many seats?']],
    ['10', ['10 seats are a team: 90 a month. Right?']],
    ['yes', ['Thank you, Eve! We write to eve@example.org about 10 seats for 90 a month.']],
  ],
];

export const isEmail = (text) => /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/.test(text);

/** Plays every proof; throws at the first text that differs. */
export async function prove(name, open) {
  for (const proof of proofs) {
    const engine = await open();
    check(name, 'start', await engine.start(), [WELCOME]);
    for (const [text, expected] of proof) check(name, text, await engine.say(text), expected);
    engine.close?.();
  }
}

function check(name, text, actual, expected) {
  const [got, wanted] = [actual, expected].map((texts) => JSON.stringify(texts));
  if (got !== wanted) throw new Error(`${name}: after "${text}": expected ${wanted}, got ${got}`);
}
