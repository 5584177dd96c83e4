// A mail the visitor sends: an address that opens their own mail program, filled in.

// Windows hands no more than about 2,000 characters of an address to a program; beyond, mails open empty.
const MAIL_LENGTH_MAX = 1800;

export interface Mail {
  readonly href: string;
  readonly isCut: boolean; // the body did not fit
}

/** RFC 6068. A body that does not fit is cut at a character and ends in an ellipsis. */
export function mailTo(to: string, subject: string, body: string): Mail {
  const address = "mailto:" + encodeURIComponent(to).replaceAll("%40", "@").replaceAll("%2C", ",");
  const begin = `${address}?subject=${encodeURIComponent(subject.slice(0, 200))}&body=`;
  const whole = encode(body);
  if (begin.length + whole.length <= MAIL_LENGTH_MAX) return { href: begin + whole, isCut: false };
  const room = MAIL_LENGTH_MAX - begin.length - encode("…").length;
  let cut = "";
  let length = 0;
  for (const character of body) {
    length += encode(character).length;
    if (length > room) break;
    cut += character;
  }
  return { href: begin + encode(cut + "…"), isCut: true };
}

function encode(text: string): string {
  // Half a character is none, and encodeURIComponent throws at one.
  return encodeURIComponent(text.replace(/\p{Surrogate}/gu, "\ufffd")).replaceAll("%0A", "%0D%0A");
}
