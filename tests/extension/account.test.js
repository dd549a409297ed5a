import assert from "node:assert/strict";
import { test } from "node:test";

import { APART, next, standing } from "../../extension/lib/account.js";

/** @typedef {import("../../extension/lib/account.js").Account} Account */
/** @typedef {import("../../extension/lib/account.js").Event} Event */
/** @typedef {import("../../extension/lib/account.js").Token} Token */

/** @type {Token} */
const TRIAL = { kind: "trial", token: "trial", expiresAt: "" };
/** @type {Token} */
const SESSION = { kind: "session", token: "session", expiresAt: "" };
const FLOW = { state: "s", verifier: "v" };

/** @type {Event} */
const CONNECT = { type: "connect", flow: FLOW };
/** @type {Event} */
const GRANTED = { type: "granted", state: "s", token: SESSION };
/** @type {Event} */
const ENDED = { type: "ended", token: "session" };
/** @type {Event} */
const TOLD = { type: "told", token: "session", email: "somebody@mail.example" };

/** @type {Event[]} every kind, as it comes at the right moment */
const EVENTS = [
  { type: "trial", token: TRIAL },
  { type: "stale", token: "trial" },
  CONNECT,
  GRANTED,
  ENDED,
  TOLD,
  { type: "gave_up", state: "s" },
  { type: "ask" },
  { type: "leave" },
  { type: "left", token: "session" },
  { type: "failed", task: "connecting", code: "x", state: "s" },
  { type: "failed", task: "asking", code: "x" },
  { type: "failed", task: "leaving", code: "x" },
  { type: "forget" },
  { type: "noted" },
  { type: "awake", here: false },
];

/** @param {...Event} events */
function after(...events) {
  return events.reduce(next, APART);
}

test("the drawn path", () => {
  assert.equal(standing(APART), "apart");
  assert.equal(standing(after(CONNECT)), "connecting");
  assert.equal(standing(after(CONNECT, { type: "gave_up", state: "s" })), "apart");
  assert.equal(standing(after(CONNECT, GRANTED)), "connected");
  assert.equal(after(CONNECT, GRANTED, TOLD).email, "somebody@mail.example");
  assert.equal(standing(after(CONNECT, GRANTED, { type: "leave" })), "leaving");
  const left = after(CONNECT, GRANTED, { type: "leave" }, { type: "left", token: "session" });
  assert.deepEqual(left, APART);
  assert.equal(standing(after(CONNECT, GRANTED, ENDED)), "ended");
  assert.equal(standing(after(CONNECT, GRANTED, ENDED, CONNECT)), "connecting");
  assert.deepEqual(after(CONNECT, GRANTED, ENDED, { type: "forget" }), APART);
});

test("the verifier is forgotten as soon as it has served or failed", () => {
  const events = /** @type {Event[]} */ ([
    GRANTED,
    { type: "gave_up", state: "s" },
    { type: "failed", task: "connecting", code: "x", state: "s" },
    { type: "awake", here: false },
  ]);
  for (const event of events) assert.equal(after(CONNECT, event).flow, null, event.type);
});

test("what another sign-in brought back changes nothing, not even the object", () => {
  const connecting = after(CONNECT);
  const strangers = /** @type {Event[]} */ ([
    { type: "granted", state: "other", token: SESSION },
    { type: "gave_up", state: "other" },
    { type: "failed", task: "connecting", code: "x", state: "other" },
    { type: "connect", flow: { state: "other", verifier: "other" } },
  ]);
  for (const event of strangers) assert.equal(next(connecting, event), connecting);
  for (const event of strangers.slice(0, 3)) assert.equal(next(APART, event), APART);
});

test("what was said of another token changes nothing", () => {
  const connected = after(CONNECT, GRANTED);
  const strangers = /** @type {Event[]} */ ([
    { type: "told", token: "other", email: "other@mail.example" },
    { type: "left", token: "other" },
    { type: "ended", token: "other" },
    { type: "stale", token: "other" },
    { type: "trial", token: TRIAL },
  ]);
  for (const event of strangers) assert.equal(next(connected, event), connected);
});

test("of an ended session only that fact is kept", () => {
  const ended = after(CONNECT, GRANTED, TOLD, ENDED);
  assert.deepEqual(ended, { ...APART, token: { kind: "ended", token: "", expiresAt: "" } });
  assert.equal(next(ended, { type: "trial", token: TRIAL }), ended, "no trial takes its place");
});

test("a failed leaving stays connected, and may be tried again or forgotten", () => {
  const stays = after(CONNECT, GRANTED, TOLD, { type: "leave" }, {
    type: "failed",
    task: "leaving",
    code: "service_unreachable",
  });
  assert.equal(standing(stays), "connected");
  assert.deepEqual(stays.token, SESSION);
  assert.deepEqual(stays.trouble, { task: "leaving", code: "service_unreachable" });
  assert.equal(standing(next(stays, { type: "leave" })), "leaving");
  assert.deepEqual(next(stays, { type: "forget" }), APART);
});

test("a leaving during an asking is not undone by the asking's end", () => {
  const leaving = after(CONNECT, GRANTED, { type: "ask" }, { type: "leave" });
  assert.equal(standing(next(leaving, TOLD)), "leaving");
  assert.equal(next(leaving, { type: "failed", task: "asking", code: "x" }), leaving);
});

test("after any history: nothing is under way once nobody is at it, and no fault is lost", () => {
  /** @type {Set<string>} */
  const seen = new Set([JSON.stringify(APART)]);
  for (let before = 0; before < seen.size; ) {
    before = seen.size;
    for (const kept of [...seen]) {
      for (const event of EVENTS) {
        const account = next(JSON.parse(kept), event);
        seen.add(JSON.stringify(account));
        const rested = next(account, { type: "awake", here: false });
        assert.equal(rested.busy, null);
        assert.ok(["apart", "connected", "ended"].includes(standing(rested)));
        assert.equal(account.flow === null, account.busy !== "connecting", "a flow is of a sign-in");
        assert.ok(account.email === null || account.token?.kind === "session");
        assert.equal(next(account, { type: "awake", here: true }), account);
      }
    }
  }
  assert.ok(seen.size > 12, `only ${seen.size} states were met`);
});
