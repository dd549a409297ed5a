import assert from "node:assert/strict";
import { test } from "node:test";

import { againCost, arrange, step, waitInWords } from "../../extension/popup/view.js";

/** @param {...string} modes */
function prompts(...modes) {
  const prompt = { prompt: "", negative: null, parameters: {}, notes: [] };
  return Object.fromEntries(modes.map((mode) => [mode, prompt]));
}

test("the plain mode comes first, however the browser kept them", () => {
  const { mode, tabs, more } = arrange(prompts("json", "stable-diffusion", "general"), undefined);
  assert.equal(mode, "general");
  assert.deepEqual(tabs, ["general", "stable-diffusion", "json"]);
  assert.deepEqual(more, []);
});

test("more than four: the chosen one always has a tab, and none is lost", () => {
  const all = ["flux", "general", "gpt-image", "json", "midjourney", "of-tomorrow"];
  for (const chosen of all) {
    const { mode, tabs, more } = arrange(prompts(...all), chosen);
    assert.equal(mode, chosen);
    assert.equal(tabs.length, 4);
    assert.ok(tabs.includes(chosen));
    assert.deepEqual([...tabs, ...more].sort(), all);
  }
});

test("a remembered mode that this result does not have falls back to the first", () => {
  assert.equal(arrange(prompts("general"), "flux").mode, "general");
});

test("the bar moves on with the stages and is never full before the end", () => {
  const latest = /** @type {any} */ ({ click: "a", state: "working" });
  const stages = /** @type {const} */ (["queued", "fetching", "reading", "asking", "rendering"]);
  let before = step({ ...latest, state: "starting" }, null).percent;
  for (const stage of stages) {
    const progress = { click: "a", proof: null, partial: "", lastEventId: "", stage };
    const { key, percent } = step(latest, progress);
    assert.equal(key, `stage_${stage}`);
    assert.ok(percent > before && percent < 100);
    before = percent;
  }
});

test("a wait is said in the largest unit that fits, rounded up", () => {
  assert.equal(waitInWords(1, "en"), "1 second");
  assert.equal(waitInWords(59_001, "en"), "1 minute");
  assert.equal(waitInWords(7_200_000, "en"), "2 hours");
  assert.equal(waitInWords(120_000, "zh-CN"), "2分钟");
});

test("looking anew says its cost first, and offers only what can be done", () => {
  const trial = /** @type {const} */ ({ unit: "trial", limit: 3, remaining: 1 });
  const credit = /** @type {const} */ ({ unit: "credit", limit: null, remaining: 1 });
  const own = /** @type {const} */ ({ unit: "own-key", amount: 0, state: "settled" });
  assert.deepEqual(againCost(null, trial, false), { key: "again_trial", does: "again" });
  assert.deepEqual(againCost(null, undefined, false), { key: "again_trial", does: "again" });
  const used = againCost(null, { ...trial, remaining: 0 }, false);
  assert.deepEqual(used, { key: "again_no_trial", does: "connect" });
  assert.deepEqual(againCost(null, credit, true), { key: "again_credit", does: "again" });
  const poor = againCost(null, { ...credit, remaining: 0 }, true);
  assert.deepEqual(poor, { key: "again_no_credit", does: null });
  assert.deepEqual(againCost(own, { ...credit, remaining: 0 }, true), { key: "again_own_key", does: "again" });
});
