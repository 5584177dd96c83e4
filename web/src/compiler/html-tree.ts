// HTML parsed by parse5 and packed as core/src/compile/html_packed.c draws it. Natively gumbo parses; both follow the
// HTML standard, and tests/parity holds what comes out of them equal.

import { defaultTreeAdapter as tree, html, parse, type DefaultTreeAdapterMap } from "parse5";
import { ByteWriter } from "./byte-writer.ts";

type Element = DefaultTreeAdapterMap["element"];
type Node = DefaultTreeAdapterMap["node"];

const RECORD = { end: 0, text: 1, element: 2 } as const;

/** The packed tree of `source`, which is UTF-8. */
export function packHtml(source: Uint8Array): Uint8Array {
  // As gumbo takes it: scripts do not run, so that <noscript> holds elements.
  const document = parse(new TextDecoder("utf-8", { ignoreBOM: true }).decode(source), {
    scriptingEnabled: false,
    sourceCodeLocationInfo: true,
  });
  const root = document.childNodes.find((node): node is Element => tree.isElementNode(node));
  const packing = new Packing();
  if (root !== undefined) packing.addTree(root);
  return packing.bytes();
}

/** An element on the way down, and which of its children is next. */
interface Open {
  children: readonly Node[];
  next: number;
}

class Packing {
  #names = new Map<string, number>();
  #records = new ByteWriter();
  #line = 1;

  addTree(root: Element): void {
    // Not by recursion: elements that a page leaves open nest as deep as it is long.
    const open = [this.#begin(root)];
    for (let top = open[0]; top !== undefined; top = open[open.length - 1]) {
      const node = top.children[top.next++];
      if (node === undefined) {
        this.#records.byte(RECORD.end);
        open.pop();
      } else if (tree.isElementNode(node)) {
        open.push(this.#begin(node));
      } else if (tree.isTextNode(node)) {
        this.#records.byte(RECORD.text);
        this.#writeLine(node);
        this.#records.text(node.value);
      }
    }
  }

  bytes(): Uint8Array {
    const packed = new ByteWriter();
    packed.varint(this.#names.size);
    for (const name of this.#names.keys()) packed.text(name);
    packed.append(this.#records.bytes());
    return packed.bytes();
  }

  #begin(element: Element): Open {
    const records = this.#records;
    records.byte(RECORD.element);
    this.#writeLine(element);
    records.varint(this.#nameIndex(element.tagName));
    records.varint(element.namespaceURI === html.NS.HTML ? 0 : 1);
    records.varint(element.attrs.length);
    for (const { name, value } of element.attrs) {
      records.varint(this.#nameIndex(name));
      records.text(value);
    }
    return { children: childrenOf(element), next: 0 };
  }

  // Elements that the parser added stand nowhere in the source; the line reached so far is theirs.
  #writeLine(node: Node): void {
    this.#line = node.sourceCodeLocation?.startLine ?? this.#line;
    this.#records.varint(this.#line);
  }

  #nameIndex(name: string): number {
    const known = this.#names.get(name);
    if (known !== undefined) return known;
    this.#names.set(name, this.#names.size);
    return this.#names.size - 1;
  }
}

// What a template holds stands beside its children in parse5, and is its children in gumbo.
function childrenOf(element: Element): readonly Node[] {
  return isTemplate(element) ? tree.getTemplateContent(element).childNodes : element.childNodes;
}

function isTemplate(element: Element): element is DefaultTreeAdapterMap["template"] {
  return element.nodeName === "template" && "content" in element;
}
