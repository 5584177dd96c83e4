// Draws the tokens of an answer. They may come from anybody's document, so each becomes one of a few elements with
// text in it; there is no way from a token to an attribute, an address or markup.

import type { Token } from "../../engine/events.ts";
import { h } from "./h.ts";

const CELL_BAR = " | ";

/** Blocks for `tokens`, in their order. */
export function tokenBlocks(tokens: readonly Token[]): HTMLElement[] {
  const blocks: HTMLElement[] = [];
  let line: HTMLElement | null = null; // where words go; null: a paragraph must be begun
  for (const [kind, text = ""] of tokens) {
    switch (kind) {
      case "paragraph":
        line = null;
        break;
      case "item":
        line = beginItem(blocks);
        break;
      case "row":
        line = begin(blocks, h("div", { class: "row", dir: "auto" }));
        break;
      case "block": {
        line = h("code");
        blocks.push(h("pre", { tabindex: "0", dir: "ltr" }, line)); // focus lets a keyboard scroll it
        break;
      }
      case "text":
      case "mark":
      case "code":
      case "gap":
        line ??= begin(blocks, h("p", { dir: "auto" }));
        if (kind === "text" && line.className === "row") line.append(...cells(text));
        else line.append(inline(kind, text));
        break;
      default:
        return unreachable(kind);
    }
  }
  return blocks;
}

function begin(blocks: HTMLElement[], block: HTMLElement): HTMLElement {
  blocks.push(block);
  return block;
}

function beginItem(blocks: HTMLElement[]): HTMLElement {
  const last = blocks.at(-1);
  const list = last instanceof HTMLUListElement ? last : begin(blocks, h("ul", { dir: "auto" }));
  const item = h("li");
  list.append(item);
  return item;
}

// The cells of a row stand joined by bars in its text; drawn softly, they part the words and do not compete with them.
function cells(text: string): (Node | string)[] {
  const bar = () => h("span", { class: "gap" }, CELL_BAR);
  return text.split(CELL_BAR).flatMap((cell, at) => (at === 0 ? [cell] : [bar(), cell]));
}

function inline(kind: "text" | "mark" | "code" | "gap", text: string): Node | string {
  if (kind === "text") return text;
  return kind === "gap" ? h("span", { class: "gap" }, " … ") : h(kind, {}, text);
}

function unreachable(kind: never): never {
  throw new Error("unknown token " + String(kind));
}
