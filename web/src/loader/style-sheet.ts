// All styles of the widget enter the page here.

/** A stylesheet made by script: no policy forbids it, not even `style-src 'none'`. */
export function styleSheet(text: string): CSSStyleSheet {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(text);
  return sheet;
}
