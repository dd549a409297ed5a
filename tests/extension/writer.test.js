import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { apply, applyToAccount, choose, keepAllowance, note } from "../../extension/lib/writer.js";
import { Browser } from "./support/browser.js";

/** @type {Browser} */
let browser;

beforeEach(() => {
  browser = new Browser();
  Object.assign(globalThis, { chrome: browser.api() });
});

/** @param {string} click */
function picked(click) {
  return apply({ type: "picked", click, imageUrl: "https://x.example/1.png", consented: true });
}

test("what is heard of an older click leaves no trace", async () => {
  await picked("old");
  await note("old", { partial: "a quiet" });
  await picked("new");
  await note("old", { partial: "a quiet harbour" });
  const kept = /** @type {any} */ (browser.session.kept.get("progress"));
  assert.equal(kept.partial, "a quiet");
  await note("new", { stage: "asking" });
  const fresh = /** @type {any} */ (browser.session.kept.get("progress"));
  assert.deepEqual([fresh.click, fresh.stage, fresh.partial], ["new", "asking", ""]);
});

test("changes that are asked for at once do not lose each other", async () => {
  await Promise.all([choose({ mode: "json" }), choose({ language: "en" }), choose({})]);
  assert.deepEqual(browser.local.kept.get("settings"), { mode: "json", language: "en" });
});

test("a change that fails does not stop the next one", async () => {
  browser.local.step = () => Promise.reject(new Error("the disk is full"));
  await assert.rejects(choose({ mode: "json" }));
  browser.local.step = async () => {};
  await choose({ mode: "general" });
  assert.deepEqual(browser.local.kept.get("settings"), { mode: "general" });
});

test("an event that means nothing now is not written", async () => {
  assert.equal(await apply({ type: "consented" }), false);
  assert.equal(browser.local.everWritten.size, 0);
});

test("what is left to use goes with the token it was of", async () => {
  const allowance = /** @type {const} */ ({ unit: "trial", limit: 3, remaining: 2 });
  const token = /** @type {const} */ ({ kind: "trial", token: "first", expiresAt: "" });
  await applyToAccount({ type: "trial", token });
  await keepAllowance(allowance, "first");
  assert.deepEqual(browser.session.kept.get("allowance"), allowance);
  await applyToAccount({ type: "stale", token: "first" });
  assert.equal(browser.session.kept.has("allowance"), false);
  await keepAllowance(allowance, "first");
  assert.equal(browser.session.kept.has("allowance"), false, "an answer that came late");
});
