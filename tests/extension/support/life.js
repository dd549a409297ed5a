/**
 * One life of the worker: its modules, loaded anew, as the browser does for an event after
 * it stopped the last one. Nothing that was in memory is left.
 */

import { cpSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { EXTENSION } from "./tree.js";

const COPIES = mkdtempSync(join(tmpdir(), "prompt-lens-lives-"));
process.on("exit", () => rmSync(COPIES, { recursive: true, force: true }));
let lives = 0;

/**
 * @param {import("./browser.js").Browser} browser
 * @param {import("./service.js").Service} service
 */
export async function begin(browser, service) {
  browser.listeners = {};
  Object.assign(globalThis, { chrome: browser.api(), fetch: service.fetch });
  const navigator = { get: () => ({ onLine: browser.isOnline }), configurable: true };
  Object.defineProperty(globalThis, "navigator", navigator);
  lives += 1;
  const copy = join(COPIES, String(lives));
  const needed = (/** @type {string} */ path) => !/\/(store|icons)$/.test(path);
  cpSync(EXTENSION, copy, { recursive: true, filter: needed });
  await import(pathToFileURL(join(copy, "background.js")).href);
}

/**
 * Wait until something is so.
 * @param {() => unknown} isSo
 * @param {string} what
 */
export async function until(isSo, what, milliseconds = 5000) {
  const ends = Date.now() + milliseconds;
  while (!isSo()) {
    if (Date.now() > ends) throw new Error(`never: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
