// Assembles build/site, which `make run` serves: the pages and, in schema/, the JSON Schemas as they are; in assistant/
// the bot over this project's own documentation, and in templates/ the bots people start from, all built by the
// program of this build.
//
// Usage: node site/build.mjs [--out FOLDER] [--chatlet PROGRAM]

import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const SITE = dirname(fileURLToPath(import.meta.url));
const ROOT = dirname(SITE);
const TEMPLATES = join(ROOT, "core/cli/templates");
const MARK = "<!-- templates -->"; // in pages/templates.html

function readArguments(values) {
  const options = { out: join(ROOT, "build/site"), chatlet: join(ROOT, "build/bin/chatlet") };
  for (let at = 0; at < values.length; at += 2) {
    const name = values[at].replace(/^--/, "");
    if (!(name in options) || !values[at + 1]) throw new Error(`unknown argument ${values[at]}`);
    options[name] = resolve(values[at + 1]);
  }
  return options;
}

/** Builds a bot; what goes wrong is passed on as the program says it. */
function buildBot(chatlet, folder, out, options = [], stdio = "inherit") {
  const { status, stderr } = spawnSync(chatlet, ["build", folder, "--out", out, ...options], { stdio });
  if (status !== 0) throw new Error(`${folder} was not built\n${stderr ?? ""}`);
}

/** What its README says of each template: its title and first paragraph. */
function readTemplates() {
  return readdirSync(TEMPLATES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(TEMPLATES, entry.name, "bot.json")))
    .map(({ name }) => ({ name, ...introduction(join(TEMPLATES, name, "README.md")) }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

function introduction(readme) {
  const [title, text] = readFileSync(readme, "utf8").trim().split(/\n\s*\n/);
  return { title: title.replace(/^#\s*/, ""), text: text.replaceAll("\n", " ") };
}

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => escapes[sign]);

// Radio buttons: one is always played, and the arrow keys go from one to the next.
function picker(templates) {
  const lines = templates.map(({ name, title, text }) => [
    `<label><input type="radio" name="template" value="${escaped(name)}">`,
    `<span><strong>${escaped(title)}</strong> ${escaped(text)}</span></label>`,
  ]);
  return lines.flat().join("\n          ");
}

function buildTemplates(chatlet, out) {
  const templates = readTemplates();
  // Nobody waits for compression: it is the same engine nine times, served from this machine.
  for (const { name } of templates) {
    buildBot(chatlet, join(TEMPLATES, name), join(out, "templates", name), ["--no-compress"], "pipe");
  }
  const page = join(out, "templates.html");
  writeFileSync(page, readFileSync(page, "utf8").replace(MARK, () => picker(templates)));
  console.log(`site: ${templates.length} templates`);
}

try {
  const { out, chatlet } = readArguments(process.argv.slice(2));
  if (!existsSync(chatlet)) throw new Error(`no ${chatlet}: run \`make build\` first`);
  mkdirSync(out, { recursive: true });
  cpSync(join(SITE, "pages"), out, { recursive: true });
  cpSync(join(SITE, "schema"), join(out, "schema"), { recursive: true });
  buildBot(chatlet, join(SITE, "assistant"), join(out, "assistant"));
  buildTemplates(chatlet, out);
} catch (error) {
  console.error(`site: ${error.message}`);
  process.exitCode = 1;
}
