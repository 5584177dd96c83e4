// A conversation as the text of its file: one effect a line, so that a change of an answer is a change of a line.

export function conversationText({ script, ...head }) {
  const lines = Object.entries(head).map(([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)},`);
  return ["{", ...lines, '  "script": [', script.map(itemText).join(",\n"), "  ]", "}", ""].join("\n");
}

function itemText(item) {
  if (!item.expect || item.expect.length === 0) return "    " + JSON.stringify(item);
  const effects = item.expect.map((effect) => "      " + JSON.stringify(effect)).join(",\n");
  return `    {"expect": [\n${effects}\n    ]}`;
}
