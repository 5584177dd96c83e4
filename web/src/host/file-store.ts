// Files a visitor attached. They stay in the visitor's browser; the conversation knows them by name, and only a
// connection that its author declared gets one, with the request that names it.

import { Database } from "./database.ts";

export const FILE_BYTES_MAX = 20 * 1024 * 1024;

const held = new Map<string, File>(); // of this page: what a browser will not store can still be sent from here

/** Keeps `file` and gives the name it is known by. */
export async function keepFile(file: File): Promise<string> {
  const chance = crypto.getRandomValues(new Uint8Array(8));
  const ref = "file-" + [...chance].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  held.set(ref, file);
  const database = new Database();
  await database.put("files", ref, file);
  database.close();
  return ref;
}

/** The file of that name; undefined when it is not here any more. */
export async function findFile(ref: string): Promise<File | undefined> {
  const database = new Database();
  const found = held.get(ref) ?? (await database.get("files", ref));
  database.close();
  return found instanceof File ? found : undefined;
}
