import assert from "node:assert/strict";
import { test } from "node:test";

import { ACTIONS, sentenceKey, wayOn } from "../../extension/lib/problems.js";
import { LANGUAGES } from "../../extension/lib/store.js";
import { extensionFiles, sentences, source } from "./support/tree.js";

const LOCALES = ["en", "zh_CN"];
/** Keys put together when they are needed: what stands before the name of a code or a mode. */
const FAMILIES =
  /^(problem|action|stage|origin|mode|category|warning|cost|language|account|allowance|length|slot|save|again|own_key|me)_[a-zA-Z_]+$/;

/** The codes of the service: a leaf of its tree says a sentence, and is named in CamelCase. */
function codes() {
  const leaves = source("server/errors.py").matchAll(/^class (\w+)\([^)]*?says=/gms);
  return [...leaves].map(([, name = ""]) => name.replace(/(?<!^)(?=[A-Z])/g, "_").toLowerCase());
}

test("every code of the service has one sentence and one action, in both languages", () => {
  assert.ok(codes().length > 30);
  for (const code of codes()) {
    assert.ok(code in ACTIONS, `${code} has no action`);
    for (const locale of LOCALES) {
      assert.ok(sentences(locale)[`problem_${code}`]?.message, `${code} in ${locale}`);
    }
  }
});

test("no code is kept that the service does not have, but our own two", () => {
  const ours = ["service_unreachable", "account_ended"];
  assert.deepEqual(Object.keys(ACTIONS).sort(), [...codes(), ...ours].sort());
  for (const code of ours) for (const locale of LOCALES) {
    assert.ok(sentences(locale)[`problem_${code}`]?.message);
  }
});

test("both languages have the same keys, in the same order, with the same places to fill", () => {
  const [en, zh] = LOCALES.map(sentences);
  assert.deepEqual(Object.keys(en ?? {}), Object.keys(zh ?? {}));
  for (const [key, { message }] of Object.entries(en ?? {})) {
    const places = (/** @type {string} */ text) => (text.match(/\$\d/g) ?? []).sort();
    assert.deepEqual(places(zh?.[key]?.message ?? ""), places(message), key);
  }
});

test("every sentence that is asked for exists, and every one that exists is asked for", () => {
  const asked = new Set();
  const named = new Set();
  const files = [".js", ".html", "manifest.json"].flatMap((ending) => [...extensionFiles(ending)]);
  for (const { text } of files) {
    for (const [, key] of text.matchAll(/\bdata-text="(\w+)"/g)) asked.add(key);
    for (const [, key] of text.matchAll(/\btext\((?:firstTime \? )?"(\w+)"/g)) asked.add(key);
    for (const [, key] of text.matchAll(/__MSG_(\w+)__/g)) asked.add(key);
    for (const [, key] of text.matchAll(/"(\w+)"/g)) named.add(key);
  }
  const known = Object.keys(sentences("en"));
  for (const key of asked) assert.ok(known.includes(key), `${key} has no sentence`);
  for (const key of known) assert.ok(asked.has(key) || named.has(key) || FAMILIES.test(key), `${key} is not used`);
});

test("each language names itself, and prompts can be written in it", () => {
  for (const locale of LOCALES) {
    const tag = sentences(locale)["this_language"]?.message ?? "";
    assert.equal(tag.replace("-", "_"), locale);
    assert.ok(LANGUAGES.includes(tag));
    for (const each of LANGUAGES) {
      const name = sentences(locale)[`language_${each.replace("-", "_")}`]?.message ?? "";
      assert.equal(name, sentences("en")[`language_${each.replace("-", "_")}`]?.message, each);
      assert.ok(name, `${each}: its name in the settings, in its own words`);
    }
  }
});

test("every action, stage and mode has its name", () => {
  const known = sentences("en");
  for (const action of new Set(Object.values(ACTIONS))) assert.ok(known[`action_${action}`]);
  const names = [
    ...["starting", "queued", "fetching", "reading", "asking", "rendering"].map((s) => `stage_${s}`),
    ...["embedded", "inferred", "offline"].flatMap((o) => [`origin_${o}`, `origin_${o}_meaning`]),
    ...["subject", "style", "medium", "lighting", "composition", "color", "mood", "technique"].map(
      (c) => `category_${c}`,
    ),
  ];
  for (const name of names) assert.ok(known[name], name);
});

test("the words are calm, and the product is named in full", () => {
  for (const locale of LOCALES) {
    for (const [key, { message }] of Object.entries(sentences(locale))) {
      assert.doesNotMatch(message, /[!！]|oops|magic/i, key);
      assert.doesNotMatch(message, /(?<!ImgPilot )Prompt Lens/, key);
    }
  }
});

test("a code of a later service still has a sentence and a way on", () => {
  assert.equal(sentenceKey("of_tomorrow"), "problem_unknown");
  const problem = { code: "x", free: true, resumesAt: null, retryAt: null, creditsUrl: null };
  assert.deepEqual(wayOn(problem, "", false), { action: "again", href: null });
});

test("a way that leads out leads to a web page, or is not offered", () => {
  const problem = { free: true, resumesAt: null, retryAt: null };
  const used = { ...problem, code: "credits_used_up" };
  const dead = { action: "dismiss", href: null };
  assert.deepEqual(wayOn({ ...used, creditsUrl: "javascript:alert(1)" }, "", true), dead);
  assert.deepEqual(wayOn({ ...used, creditsUrl: null }, "", true), dead);
  const href = "https://imgpilot.example/credits";
  assert.deepEqual(wayOn({ ...used, creditsUrl: href }, "", true), { action: "credits", href });
  const blocked = { ...problem, code: "image_forbidden", creditsUrl: null };
  assert.deepEqual(wayOn(blocked, "data:image/png;base64,AA", false), dead);
  assert.equal(wayOn(blocked, "http://x.example/a.png", false).href, "http://x.example/a.png");
});

test("an account is the way on only where none is connected", () => {
  const problem = { free: true, resumesAt: null, retryAt: null, creditsUrl: null };
  for (const code of ["allowance_used_up", "account_needed", "account_ended"]) {
    assert.equal(wayOn({ ...problem, code }, "", false).action, "connect");
    assert.equal(wayOn({ ...problem, code }, "", true).action, "again");
  }
});
