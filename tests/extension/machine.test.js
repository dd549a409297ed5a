import assert from "node:assert/strict";
import { test } from "node:test";

import { next, unfinished } from "../../extension/lib/machine.js";

/** @typedef {import("../../extension/lib/machine.js").Latest} Latest */
/** @typedef {import("../../extension/lib/machine.js").Event} Event */

const CHARGE = /** @type {const} */ ({ unit: "trial", amount: 1, state: "settled" });
const PROBLEM = {
  code: "image_forbidden",
  free: true,
  resumesAt: null,
  retryAt: null,
  creditsUrl: null,
};
const RESULT = /** @type {any} */ ({ title: "Harbour" });

/**
 * @param {...Event} events
 * @returns {any}
 */
function after(...events) {
  return events.reduce(next, /** @type {Latest | undefined} */ (undefined));
}

/** @type {Event} */
const PICKED = { type: "picked", click: "a", imageUrl: "https://x.example/1", consented: true };
/** @type {Event} */
const PROVEN = { type: "proven", click: "a", jobId: "j" };
/** @type {Event} */
const ACCEPTED = { type: "accepted", click: "a" };
/** @type {Event} */
const SUCCEEDED = { type: "succeeded", click: "a", result: RESULT, charge: CHARGE };
/** @type {Event} */
const FAILED = { type: "failed", click: "a", problem: PROBLEM, charge: null };

test("the drawn path", () => {
  assert.equal(after({ ...PICKED, consented: false }).state, "consent");
  assert.equal(after({ ...PICKED, consented: false }, { type: "consented" }).state, "starting");
  assert.equal(after(PICKED).state, "starting");
  assert.equal(after(PICKED, PROVEN).jobId, "j");
  assert.equal(after(PICKED, PROVEN, ACCEPTED).state, "working");
  assert.equal(after(PICKED, PROVEN, ACCEPTED, SUCCEEDED).state, "done");
  assert.equal(after(PICKED, FAILED).state, "failed");
  assert.equal(after(PICKED, PROVEN, { type: "lapsed", click: "a" }).jobId, null);
  assert.equal(after(PICKED, { type: "dismissed" }), undefined);
});

test("a report of an older click changes nothing, not even the object", () => {
  const newer = after({ ...PICKED, click: "b" });
  for (const report of [PROVEN, ACCEPTED, SUCCEEDED, FAILED]) {
    assert.equal(next(newer, report), newer);
  }
});

test("what has ended is not changed by a report that comes late", () => {
  const done = after(PICKED, PROVEN, ACCEPTED, SUCCEEDED);
  for (const report of [PROVEN, ACCEPTED, FAILED]) assert.equal(next(done, report), done);
});

test("nothing is owed before the person agreed, nor after the end", () => {
  assert.equal(unfinished(undefined), false);
  assert.equal(unfinished(after({ ...PICKED, consented: false })), false);
  assert.equal(unfinished(after(PICKED)), true);
  assert.equal(unfinished(after(PICKED, PROVEN, ACCEPTED)), true);
  assert.equal(unfinished(after(PICKED, PROVEN, ACCEPTED, SUCCEEDED)), false);
});

test("trying again is a new click, unless the job may still be going", () => {
  /** @type {Event} */
  const again = { type: "again", click: "b" };
  const anew = after(PICKED, PROVEN, ACCEPTED, FAILED, again);
  assert.deepEqual([anew.click, anew.jobId, anew.problem], ["b", null, null]);
  for (const resumesAt of /** @type {const} */ (["starting", "working"])) {
    /** @type {Event} */
    const lost = { ...FAILED, problem: { ...PROBLEM, resumesAt } };
    const same = after(PICKED, PROVEN, ACCEPTED, lost, again);
    assert.deepEqual([same.click, same.jobId, same.state, same.problem], ["a", "j", resumesAt, null]);
  }
});

test("a look goes on with a job that was accepted, and begins nothing", () => {
  /** @type {Event} */
  const looked = { type: "looked" };
  /** @type {Event} */
  const silent = { ...FAILED, problem: { ...PROBLEM, resumesAt: "working" } };
  const on = after(PICKED, PROVEN, ACCEPTED, silent, looked);
  assert.deepEqual([on.click, on.jobId, on.state, on.problem], ["a", "j", "working", null]);
  /** @type {Event} */
  const unheard = { ...FAILED, problem: { ...PROBLEM, resumesAt: "starting" } };
  const before = [after(PICKED, PROVEN, unheard), after(PICKED, FAILED), after(PICKED), undefined];
  for (const latest of before) assert.equal(next(latest, looked), latest);
});

test("a job without a proof is not accepted", () => {
  assert.equal(after(PICKED, ACCEPTED).state, "starting");
});

test("what is looked at anew is kept until it is done better, and can be gone back to", () => {
  /** @type {Event} */
  const anew = { type: "again", click: "b", fresh: true };
  const done = after(PICKED, PROVEN, ACCEPTED, SUCCEEDED);
  const running = next(done, anew);
  assert.deepEqual(running, { ...after({ ...PICKED, click: "b" }), fresh: true, before: done });
  const failed = next(running, { ...FAILED, click: "b" });
  assert.equal(next(failed, { type: "back" }), done);
  const retried = next(failed, { type: "again", click: "c" });
  assert.deepEqual([retried?.fresh, retried?.before], [true, done], "still the same wish");
  const better = next(retried, { ...SUCCEEDED, click: "c" });
  assert.equal(better?.before, undefined);
  assert.equal(next(better, { type: "back" }), better);
  assert.equal(after(PICKED, FAILED, { type: "back" }).state, "failed");
});

test("a person's words are of the click they were written for, and of nothing unfinished", () => {
  const hand = { edits: { "general/normal": "mine" }, slots: { subject: "fox" } };
  /** @type {Event} */
  const words = { type: "worded", click: "a", hand };
  const done = after(PICKED, PROVEN, ACCEPTED, SUCCEEDED);
  assert.deepEqual(next(done, words), { ...done, hand });
  assert.equal(next(done, { ...words, click: "b" }), done);
  const working = after(PICKED, PROVEN, ACCEPTED);
  assert.equal(next(working, words), working);
  const anew = after(PICKED, PROVEN, ACCEPTED, SUCCEEDED, words, { type: "again", click: "b" });
  assert.equal(anew.hand, undefined);
});
