// Small bots that nobody would write, but that are right: every kind of node, field and trigger, ways that only lead on
// but for those out of a question, expressions that may fail while they run.

const TEXTS = [
  "Hello {{s}}!", "You have **{{n}}** and {{x}}.", "- one {{s}}\n- two\n\n> {{n}}",
    "[a page](https://example.com/{{n}})",
  "{{#b}}yes {{s}}{{/b}}{{^b}}no{{/b}}", "`{{s}}` _{{n}}_\n\n1. {{#l}}{{.}}, {{/l}}", "Plain.", "Ünïcödé {{s}} 你好",
  ["One of three.", "Two of {{n}}.", "Three."],
];

const EXPRESSIONS = {
  int: ["n + 1", "n * 2 % 7", "size(l)", "size(s)", "10 / n", "9223372036854775807 + n", "b ? 1 : n - 3", "int(x)"],
  double: ["x * 1.5", "double(n) / 3.0", "x - 0.1", "x / (x - x)", "1e300 * x"],
  string: ["s + 'x'", "string(n)", "b ? 'long and longer' : s", "l[0]", "text", "s + s + 'y'", "locale + page",
    "'é' + s"],
  bool: ["n > 3", "b || n % 2 == 0", "s.contains('a')", "x >= 1.0 && !b", "10 / n > 2", "size(l) > 2", "s in l"],
  list: ["l + [s]", "['a', 'b', 'c']", "l.filter(e, e != s)", "l.map(e, e + '!')"],
};

const FIELDS = [
  ["text", "f_text"], ["email", "f_text"], ["phone", "f_text"], ["url", "f_text"], ["number", "f_number"],
  ["integer", "f_count"], ["date", "f_text"], ["time", "f_text"], ["datetime", "f_moment"], ["bool", "f_bool"],
  ["choice", "f_text"], ["multichoice", "f_list"], ["rating", "f_count"], ["file", "f_map"], ["location", "f_text"],
  ["signature", "f_text"], ["address", "f_text"],
];

const VARS = {
  n: { type: "int", init: 0 }, x: { type: "double", init: 0.5 }, s: { type: "string", init: "" },
  b: { type: "bool", init: false }, l: { type: "list(string)", init: ["a", "b"] },
  v: { type: "int", init: 1, scope: "visitor" }, t: { type: "string", scope: "turn" }, p: { type: "string",
    from: "url" },
  item: { type: "string", init: "" }, got: { type: "any" }, f_text: { type: "string" }, f_number: { type: "double" },
  f_count: { type: "int" }, f_moment: { type: "timestamp" }, f_bool: { type: "bool" }, f_list: { type: "list" },
  f_map: { type: "map" },
};

const TYPES = { n: "int", x: "double", s: "string", b: "bool", l: "list", v: "int" };

/** Files of a bot by their names. */
export function randomBot(chance) {
  const hasDocuments = chance.is(0.4);
  const calls = { main: ["sub", "deep"], sub: ["deep"], deep: [], aside: [] };
  const flows = {};
  for (const name of Object.keys(calls)) flows[name] = flow(chance, name, calls[name], hasDocuments);
  const bot = {
    id: "generated", title: "Generated", locale: "en", start: "main", vars: VARS, flows,
    intents: {
      greet: { examples: { en: ["hello", "hi there", "good morning to you"] } },
      help: { examples: { en: ["help", "I need help", "can you help me"] }, keywords: { en: ["person"] } },
    },
    entities: { size: { values: { large: { en: ["big", "huge"] }, small: { en: ["tiny"] } } } },
    connections: {
      leads: { url: "https://example.com/leads", format: chance.pick(["json", "form"]), consent: "They said yes." },
      mail: { mailto: "a@example.org", consent: "They send it themselves." },
    },
    triggers: triggers(chance),
    migrate: chance.pick(["move", "restart"]),
  };
  const files = { "bot.json": JSON.stringify(bot, null, 2) };
  if (hasDocuments) files["knowledge/prices.md"] = "# Prices\n\nThe starter plan costs 49 dollars a month.\n";
  return files;
}

function triggers(chance) {
  const all = [
    { on: "intent", match: "help" }, { on: "intent", match: "greet" }, { on: "keyword", match: "cancel" },
    { on: "keyword", match: "/[A-Z]{2}-[0-9]+/" }, { on: "event", match: "clicked" }, { on: "idle", after_ms: 60_000 },
    { on: "page", match: "*/pricing*" }, { on: "error" }, { on: "no-match" },
    { on: "schedule", when: "now > timestamp('2026-03-03T00:00:00Z')" },
  ];
  return all
    .filter(() => chance.is(0.5))
    .map((one) => ({ ...one, goto: "aside", mode: chance.pick(["interrupt", "replace", "resume"]),
      priority: chance.from(-2, 2) }));
}

function flow(chance, name, callable, hasDocuments) {
  const count = name === "main" ? chance.from(4, 10) : chance.from(1, 4);
  const end = name === "main" ? "$end" : "$return";
  const nodes = {};
  const make = {
    count, end, callable, hasDocuments, chance, nodes, inFlow: name,
    after: (index) => (index + 1 < count && chance.is(0.9)
      ? `n${chance.is(0.8) ? index + 1 : chance.from(index + 1, count - 1)}` : end),
    any: () => `n${chance.below(count)}`,
  };
  for (let index = 0; index < count; index++) nodes[`n${index}`] = node(make, index);
  const made = { start: "n0", nodes };
  if (name === "sub" || name === "deep") Object.assign(made, { in: { a: "int" }, vars: { z: { type: "int",
    init: 5 } } });
  return made;
}

function node(make, index) {
  const { chance, callable, hasDocuments } = make;
  const next = make.after(index);
  const kinds = [
    [6, say], [8, ask], [2, listen], [4, set], [3, branch], [2, split], [2, each], [callable.length > 0 ? 3 : 0, call],
    [1, jump], [hasDocuments ? 2 : 0, answer], [2, http], [2, act], [2, wait], [2, human], [index > 2 ? 1 : 0, finish],
  ];
  return chance.weighted(kinds)(make, index, next);
}

const expression = (chance, type) => chance.pick(EXPRESSIONS[type]);

function say({ chance }, index, next) {
  const made = { type: "say", text: chance.pick(TEXTS), next };
  if (chance.is(0.2)) made.delay_ms = chance.from(0, 2000);
  if (chance.is(0.3)) {
    const card = (number) => ({
      kind: "card", title: `Card ${number} {{s}}`, text: chance.pick(TEXTS.slice(0, 3)),
      actions: [{ label: "Open", url: "https://example.com/{{n}}" }],
    });
    made.media = [
      chance.pick([
        { kind: "image", src: "https://example.com/{{n}}.png", alt: "A picture of {{s}}" }, card(0),
        { kind: "carousel", items: [card(1), card(2)] },
      ]),
    ];
  }
  return made;
}

function field(make) {
  const { chance } = make;
  const [kind, name] = chance.pick(FIELDS);
  const made = { var: name, kind, prompt: chance.pick(TEXTS.slice(0, 5)) };
  if (kind === "choice" || kind === "multichoice") {
    if (chance.is(0.2)) made.choices_from = "l";
    else made.choices = ["red", "green", "blue"].slice(0, chance.from(1,
      3)).map((value) => ({ label: `The ${value} one`, value }));
  }
  if (kind === "choice" && made.choices && chance.is(0.5)) made.choices[0].goto = make.any();
  if (kind === "rating") Object.assign(made, { min: 1, max: chance.pick([5, 10]) });
  if (["number", "integer"].includes(kind) && chance.is(0.4)) Object.assign(made, { min: 0, max: 100 });
  if (kind === "integer" && chance.is(0.3)) made.valid = "value % 2 == 0";
  if (kind === "text" && chance.is(0.3)) made.transform = "value + '!'";
  if (chance.is(0.2)) made.when = expression(chance, "bool");
  if (chance.is(0.3)) made.required = false;
  if (chance.is(0.2)) made.retries = chance.from(0, 2);
  if (chance.is(0.2)) made.interrupt = false;
  if (chance.is(0.2)) made.retry = "Not that, {{s}}.";
  return made;
}

function ask(make, index, next) {
  const { chance } = make;
  const fields = [field(make)];
  while (chance.is(0.4) && fields.length < 4) {
    const more = field(make);
    if (!fields.some((one) => one.var === more.var)) fields.push(more);
  }
  const made = { type: "ask", fields, next, fail: make.after(index) };
  if (chance.is(0.3)) made.layout = "form";
  if (chance.is(0.2)) made.confirm = "So it is {{f_text}}?";
  if (chance.is(0.2)) made.timeout_ms = chance.from(1000, 100_000);
  return made;
}

function listen(make, index, next) {
  const made = { type: "listen", intents: { greet: make.after(index), help: make.after(index) }, next };
  if (make.chance.is(0.3)) Object.assign(made, { timeout_ms: 30_000, fail: make.after(index) });
  if (make.chance.is(0.3)) made.save = "s";
  return made;
}

function set({ chance, ...make }, index, next) {
  const names = Object.keys(TYPES).filter(() => chance.is(0.4));
  const chosen = names.length > 0 ? names : ["n"];
  return { type: "set", assign: Object.fromEntries(chosen.map((name) => [name, expression(chance, TYPES[name])])), next,
    fail: make.after(index) };
}

function branch(make, index, next) {
  const { chance } = make;
  const cases = Array.from({ length: chance.from(1, 3) }, () => ({ when: expression(chance, "bool"),
    goto: make.after(index) }));
  return { type: "branch", cases, next, fail: make.after(index) };
}

function split(make, index) {
  const arms = ["a", "b", "c"].slice(0, make.chance.from(2, 3));
  return {
    type: "split", by: make.chance.pick(["session", "visitor"]),
    arms: arms.map((name) => ({ name, weight: make.chance.from(1, 9), goto: make.after(index) })),
  };
}

/** Its body is a node of its own that leads back to it. */
function each(make, index, next) {
  make.nodes[`body${index}`] = make.chance.is(0.5)
    ? { type: "say", text: "One of them is {{item}}.", next: "$return" }
    : { type: "ask", fields: [{ var: "f_text", kind: "text", prompt: "And {{item}}?", required: false }],
      next: "$return", fail: "$return" };
  return { type: "each", in: make.chance.pick(["l", "['p', 'q']", "l + l"]), as: "item", do: `body${index}`,
    limit: make.chance.from(1, 5), next };
}

function call(make, index, next) {
  const flow = make.chance.pick(make.callable);
  return { type: "call", flow, in: { a: "n + 1" }, out: { n: "a + z" }, next, fail: make.after(index) };
}

function jump(make, index, next) {
  const back = make.inFlow === "main" && make.chance.is(0.2);
  return { type: "jump", to: back ? "$back" : next };
}

function answer(make, index, next) {
  return { type: "answer", query: make.chance.pick(["text", "'starter plan'", "s"]), miss: make.after(index),
    cite: make.chance.pick(["inline", "list", "none"]), next };
}

function http(make, index, next) {
  return {
    type: "http", connection: "leads", method: make.chance.pick(["POST", "PUT"]), body: { name: "s", count: "n",
      all: "l" },
    retries: make.chance.below(3), idempotency: make.chance.is(0.7), save: "got", timeout_ms: 10_000, next,
      fail: make.after(index),
  };
}

function act(make, index, next) {
  const [action, args] = make.chance.pick([
    ["open_url", { url: "'https://example.com/' + string(n)" }], ["document.render", { title: "s", n: "n" }],
    ["email.send", { to: "'a@example.org'", subject: "s", body: "string(n)" }],
  ]);
  return { type: "do", action, args, timeout_ms: 20_000, save: "got", next, fail: make.after(index) };
}

function wait(make, index, next) {
  const how = make.chance.pick([{ ms: make.chance.below(100_000) }, { until: "now + duration('90s')" },
    { event: "clicked" }]);
  return { type: "wait", ...how, ...("event" in how ? { timeout_ms: 50_000, fail: make.after(index) } : {}), next };
}

function human(make, index, next) {
  const what = make.chance.pick(["handoff", "ticket", "approve"]);
  const made = { type: "human", what, team: "sales", summary: "About {{s}}", connection: "leads", timeout_ms: 60_000,
    next, fail: make.after(index) };
  if (what === "approve") Object.assign(made, { approved: make.after(index), rejected: make.after(index) });
  if (make.chance.is(0.3)) Object.assign(made, { hours: expression(make.chance, "bool"), closed: make.after(index) });
  return made;
}

function finish({ chance }) {
  return { type: "end", outcome: chance.pick(["sold", "lost"]), score: chance.pick(["n", "x", "1"]) };
}
