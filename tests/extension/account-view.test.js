import assert from "node:assert/strict";
import { test } from "node:test";

import { APART } from "../../extension/lib/account.js";
import { accountView, countKey, leftInWords } from "../../extension/popup/account-view.js";
import { frameKey } from "../../extension/popup/view.js";
import { sentences } from "./support/tree.js";

/** @typedef {import("../../extension/lib/account.js").Account} Account */
/** @typedef {import("../../extension/lib/account.js").Task} Task */

/** @type {Account} */
const MEMBER = { ...APART, token: { kind: "session", token: "s", expiresAt: "" } };
/** @type {Account} */
const ENDED = { ...APART, token: { kind: "ended", token: "", expiresAt: "" } };
/** @param {Task} task */
const trouble = (task) => ({ trouble: { task, code: "service_unreachable" } });

/** @type {[string, Account, string, string[], string[]][]} */
const VIEWS = [
  ["apart", APART, "account_connect", ["account_apart"], ["connect"]],
  ["connecting", { ...APART, busy: "connecting" }, "account_connecting", ["account_window"], []],
  [
    "could not connect",
    { ...APART, ...trouble("connecting") },
    "account_failed",
    ["problem_service_unreachable"],
    ["connect", "noted"],
  ],
  ["connected", { ...MEMBER, email: "a@b" }, "account_connected", ["account_as"], ["disconnect"]],
  [
    "connected, nothing known",
    MEMBER,
    "account_connected",
    ["account_unknown"],
    ["ask", "disconnect"],
  ],
  ["asking", { ...MEMBER, busy: "asking" }, "account_connected", ["account_asking"], ["disconnect"]],
  [
    "could not ask",
    { ...MEMBER, ...trouble("asking") },
    "account_connected",
    ["problem_service_unreachable"],
    ["ask", "disconnect"],
  ],
  ["leaving", { ...MEMBER, busy: "leaving" }, "account_leaving", ["account_leaving"], []],
  [
    "could not leave",
    { ...MEMBER, ...trouble("leaving") },
    "account_stays",
    ["problem_service_unreachable", "account_forget_means"],
    ["disconnect", "forget"],
  ],
  ["ended", ENDED, "account_ended", ["problem_account_ended"], ["connect", "forget"]],
  [
    "ended, could not connect",
    { ...ENDED, ...trouble("connecting") },
    "account_ended",
    ["problem_service_unreachable"],
    ["connect", "forget"],
  ],
];

for (const [what, account, label, says, does] of VIEWS) {
  test(`the account's place: ${what}`, () => {
    const view = accountView(account, undefined, "en");
    assert.equal(view.label, label);
    assert.deepEqual(view.says.map(([key]) => key), says);
    assert.deepEqual(view.ways.map((way) => way.does), does);
    const keys = [view.label, ...view.says.map(([key]) => key), ...view.ways.map(({ key }) => key)];
    for (const locale of ["en", "zh_CN"]) {
      for (const key of keys) assert.ok(sentences(locale)[key], `${key} in ${locale}`);
    }
  });
}

test("what is left is counted in each language's forms", () => {
  assert.deepEqual(leftInWords({ unit: "credit", limit: null, remaining: 1 }, "en"), [
    "allowance_credit_one",
    "1",
  ]);
  for (const amount of [0, 2, 41]) {
    assert.equal(countKey("allowance_credit", amount, "en"), "allowance_credit_other");
  }
  assert.equal(countKey("cost_credit", 1, "zh-CN"), "cost_credit_other");
  assert.deepEqual(leftInWords({ limit: 3, remaining: 2 }, "en"), ["allowance_trial", "2", "3"]);
});

test("a connected account tells its balance beside its email", () => {
  const says = accountView(
    { ...MEMBER, email: "a@b" },
    { unit: "credit", limit: null, remaining: 41 },
    "en",
  ).says;
  assert.deepEqual(says, [["account_as", "a@b"], ["allowance_credit_other", "41"]]);
});

test("what a failure says was charged", () => {
  const problem = { code: "x", free: true, resumesAt: null, retryAt: null, creditsUrl: null };
  const latest = /** @type {any} */ ({ problem, charge: null });
  assert.equal(frameKey(latest, false), "trouble_free");
  assert.equal(frameKey(latest, true), "trouble_member");
  const charge = { unit: "credit", amount: 0, state: "released" };
  assert.equal(frameKey({ ...latest, charge }, true), "trouble_refunded");
  assert.equal(frameKey({ ...latest, problem: { ...problem, free: false } }, true), "trouble_plain");
});
