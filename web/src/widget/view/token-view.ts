// Draws the tokens of an answer. They may come from anybody's document, so each becomes one of a few elements with
// text in it; the only way from a token to an address is link-view.ts, and there is none to markup.

import type { Token } from "../../engine/events.ts";
import { h } from "./h.ts";

const CELL_BAR = " | ";

/** Draws a link of a text. */
export type DrawLink = (url: string, label: string) => HTMLElement;

/** Blocks for `tokens`, in their order. */
export function tokenBlocks(tokens: readonly Token[], drawLink: DrawLink): HTMLElement[] {
  const blocks: HTMLElement[] = [];
  let line: HTMLElement | null = null; // where words go; null: a paragraph must be begun
  for (const token of tokens) {
    switch (token[0]) {
      case "paragraph":
        line = null;
        break;
      case "item":
        line = beginItem(blocks, "ul", {});
        break;
      case "step":
        line = beginItem(blocks, "ol", { value: String(token[1]) });
        break;
      case "row":
        line = begin(blocks, h("div", { class: "row", dir: "auto" }));
        break;
      case "heading":
        line = begin(blocks, h("h3", { dir: "auto" }));
        break;
      case "quote":
        line = begin(blocks, h("blockquote", { dir: "auto" }));
        break;
      case "block": {
        line = h("code");
        blocks.push(h("pre", { tabindex: "0", dir: "ltr" }, line)); // focus lets a keyboard scroll it
        break;
      }
      case "text":
      case "mark":
      case "code":
      case "strong":
      case "emphasis":
      case "link":
      case "break":
      case "gap":
        line ??= begin(blocks, h("p", { dir: "auto" }));
        if (token[0] === "text" && line.className === "row") line.append(...cells(token[1]));
        else line.append(inline(token, drawLink));
        break;
      default:
        return unreachable(token);
    }
  }
  return blocks;
}

function begin(blocks: HTMLElement[], block: HTMLElement): HTMLElement {
  blocks.push(block);
  return block;
}

function beginItem(blocks: HTMLElement[], name: "ul" | "ol", attributes: Record<string, string>): HTMLElement {
  const last = blocks.at(-1);
  const list = last?.localName === name ? last : begin(blocks, h(name, { dir: "auto" }));
  const item = h("li", attributes);
  list.append(item);
  return item;
}

// The cells of a row stand joined by bars in its text; drawn softly, they part the words and do not compete with them.
function cells(text: string): (Node | string)[] {
  const bar = () => h("span", { class: "gap" }, CELL_BAR);
  return text.split(CELL_BAR).flatMap((cell, at) => (at === 0 ? [cell] : [bar(), cell]));
}

function inline(token: Token, drawLink: DrawLink): Node | string {
  switch (token[0]) {
    case "text":
      return token[1];
    case "strong":
    case "mark":
    case "code":
      return h(token[0], {}, token[1]);
    case "emphasis":
      return h("em", {}, token[1]);
    case "link":
      return drawLink(token[2], token[1]);
    case "break":
      return h("br");
    default:
      return h("span", { class: "gap" }, " … ");
  }
}

function unreachable(token: never): never {
  throw new Error("unknown token " + String(token));
}
