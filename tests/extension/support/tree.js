/** Reads the tree, for the tests that hold it to what it promises. */

import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = fileURLToPath(new URL("../../../", import.meta.url));
export const EXTENSION = join(ROOT, "extension");

/** @param {string} path below the root */
export function source(path) {
  return readFileSync(join(ROOT, path), "utf8");
}

/**
 * Every file of the extension whose name ends so, by its path below `extension/`.
 * @param {string} ending
 * @returns {{path: string, text: string}[]}
 */
export function extensionFiles(ending) {
  return readdirSync(EXTENSION, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(ending))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(EXTENSION, path), text: readFileSync(path, "utf8") }));
}

/**
 * @param {string} locale
 * @returns {Record<string, {message: string}>}
 */
export function sentences(locale) {
  return JSON.parse(source(`extension/_locales/${locale}/messages.json`));
}

/** @param {string} text */
export function withoutComments(text) {
  return text.replace(/\/\*[\s\S]*?\*\//g, "").replace(/^\s*\/\/.*$/gm, "");
}
