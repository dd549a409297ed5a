import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { EN } from "../../server/api/static/words-en.js";
import { ZH } from "../../server/api/static/words-zh.js";

const WORDS = { en: EN, zh: ZH };

const STATIC = new URL("../../server/api/static/", import.meta.url);
const TEMPLATES = new URL("../../server/api/templates/", import.meta.url);
const BLANK = /\{\d\}/g;

/** @param {URL} folder @param {string} ending */
function texts(folder, ending) {
  const files = readdirSync(folder).filter((name) => name.endsWith(ending));
  return files.map((name) => readFileSync(new URL(name, folder), "utf8")).join("\n");
}

test("both languages have the same sentences with the same blanks", () => {
  assert.deepEqual(Object.keys(WORDS.zh), Object.keys(WORDS.en));
  for (const [key, sentence] of Object.entries(WORDS.en)) {
    const other = WORDS.zh[/** @type {keyof typeof WORDS.en} */ (key)];
    assert.deepEqual(other.match(BLANK)?.sort(), sentence.match(BLANK)?.sort(), key);
  }
});

test("every sentence the templates name exists, and none cries or boasts", () => {
  const named = texts(TEMPLATES, ".html").matchAll(/data-(?:say|label|alt)="([a-z_]+)"/g);
  for (const [, key = ""] of named) assert.ok(key in WORDS.en, key);
  const all = Object.values(WORDS).flatMap((words) => Object.values(words));
  for (const sentence of all) assert.doesNotMatch(sentence, /[!！]|oops|magic|\p{Extended_Pictographic}/iu);
});

test("no sentence is left that nobody says", () => {
  const code = texts(STATIC, ".js").replace(/^export const (EN|ZH) = \{[^]*?^\};/gm, "");
  const sources = code + texts(TEMPLATES, ".html");
  const families = /^(stage|origin|meaning|sample|mode|warning|length|slot)_/;
  const idle = Object.keys(WORDS.en).filter((key) => !families.test(key) && !sources.includes(`"${key}"`));
  assert.deepEqual(idle, []);
});
