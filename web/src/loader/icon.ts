// Icons are strokes on a 24 by 24 grid, drawn in the color of the text around them.

const SVG = "http://www.w3.org/2000/svg";

/** An icon of one path. It is decoration: the control around it carries the name. */
export function icon(path: string, className: string): SVGSVGElement {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", className);
  const shape = document.createElementNS(SVG, "path");
  shape.setAttribute("d", path);
  svg.append(shape);
  return svg;
}
