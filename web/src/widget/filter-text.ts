// What a page says of the pages that may answer, as the engine reads it: "version=15,16;product=chat".

const PREFIX = "filter";

/** The filter of `data-filter-<name>` attributes of the script tag, or of an object of names and values (a text, or a
 * list of them) that a page gave. Empty where there is nothing to filter by; what is no filter is none. */
export function filterText(from: unknown): string {
  if (typeof from !== "object" || from === null) return "";
  const entries: [string, unknown][] = Object.entries(from);
  const named = from instanceof DOMStringMap ? entries.flatMap(fromAttribute) : entries;
  return named.flatMap(([name, value]) => condition(name, value)).join(";");
}

// A name of dataset, "filterProductLine", is that of an attribute, data-filter-product-line.
function fromAttribute([key, value]: [string, unknown]): [string, unknown][] {
  if (!key.startsWith(PREFIX) || key === PREFIX) return [];
  const name = key.slice(PREFIX.length).replace(/[A-Z]/g, (letter) => "-" + letter.toLowerCase());
  return [[name.replace(/^-/, ""), value]];
}

// A name without a value asks for nothing: templates print attributes for pages that have no version, too.
function condition(name: string, value: unknown): string[] {
  const values = (Array.isArray(value) ? value : [value]).map((each) => String(each ?? "").trim()).filter(Boolean);
  return values.length > 0 ? [name + "=" + values.join(",").replaceAll(";", ",")] : [];
}
