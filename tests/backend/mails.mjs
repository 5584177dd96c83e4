// Mails as chatletd leaves them in development: files <data>/mail/<id>.eml.
import { mkdirSync, readFileSync, readdirSync, watch } from 'node:fs';
import { join } from 'node:path';

function decode(body) {
  const whole = body.replace(/=\r\n/g, '');
  const bytes = whole.replace(/=([0-9A-F]{2})/g, (all, hex) => String.fromCharCode(parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString('utf8');
}

function decodeSubject(line) {
  return line
    .replace(/\?=\r\n =\?/g, '?= =?')
    .replace(/\?= =\?UTF-8\?B\?/g, '')
    .replace(/=\?UTF-8\?B\?([^?]*)(\?=)?/g, (all, text) => Buffer.from(text, 'base64').toString('utf8'));
}

function readMail(path) {
  const message = readFileSync(path, 'latin1');
  const end = message.indexOf('\r\n\r\n');
  const head = message.slice(0, end);
  const text = decode(message.slice(end + 4));
  return {
    head,
    to: /^To: (.*)$/m.exec(head)?.[1].trim(),
    subject: decodeSubject(/^Subject: ((?:.*\r\n )*.*)$/m.exec(head)?.[1].trim() ?? ''),
    text,
    token: /#token=([0-9a-z]{32})/.exec(text)?.[1],
  };
}

export class Mailbox {
  #seen = new Set();

  /** folder: chatletd's data, before it starts. */
  constructor(folder) {
    this.folder = join(folder, 'mail');
    mkdirSync(this.folder, { recursive: true });
  }

  /** The next mail to `to` that was not given yet; waits until it is there. */
  async next(to) {
    for (;;) {
      // Watched before it is looked at, so that none comes unseen between the two.
      let watcher;
      const change = new Promise((resolve) => (watcher = watch(this.folder, resolve)));
      const found = this.#find(to);
      if (!found) await change;
      watcher.close();
      if (found) return found;
    }
  }

  #find(to) {
    for (const name of readdirSync(this.folder).filter((one) => one.endsWith('.eml')).sort()) {
      if (this.#seen.has(name)) continue;
      const mail = readMail(join(this.folder, name));
      if (mail.token === undefined && !mail.text.endsWith('\n')) continue; // not written whole yet
      if (mail.to !== to) continue;
      this.#seen.add(name);
      return mail;
    }
    return undefined;
  }
}
