/**
 * What the account's place says, and what can be done there. Pure: drawing it is left to others.
 *
 * @typedef {import("../lib/account.js").Account} Account
 * @typedef {import("../lib/shapes.js").Allowance} Allowance
 * @typedef {[key: string, ...substitutions: string[]]} Sentence
 * @typedef {{does: "connect" | "ask" | "disconnect" | "forget" | "noted", key: string}} Way
 * @typedef {{
 *   label: string,
 *   amiss: boolean,
 *   says: Sentence[],
 *   ways: Way[],
 * }} AccountView `label` is a sentence's key
 */

import { standing } from "../lib/account.js";
import { sentenceKey } from "../lib/problems.js";

/** @type {Record<string, Way>} */
const WAYS = {
  connect: { does: "connect", key: "account_connect" },
  retry: { does: "connect", key: "action_again" },
  later: { does: "noted", key: "account_later" },
  without: { does: "forget", key: "account_without" },
  ask: { does: "ask", key: "account_ask" },
  leave: { does: "disconnect", key: "account_leave" },
  leaveAgain: { does: "disconnect", key: "action_again" },
  forget: { does: "forget", key: "account_forget" },
};

/**
 * @param {Account} account
 * @param {Allowance | undefined} allowance
 * @param {string} language
 * @returns {AccountView}
 */
export function accountView(account, allowance, language) {
  const { trouble } = account;
  /** @type {Sentence[]} */
  const wrong = trouble ? [[sentenceKey(trouble.code)]] : [];
  switch (standing(account)) {
    case "apart":
      return trouble
        ? view("account_failed", true, wrong, "retry", "later")
        : view("account_connect", false, [["account_apart"]], "connect");
    case "connecting":
      return view("account_connecting", false, [["account_window"]]);
    case "leaving":
      return view("account_leaving", false, [["account_leaving"]]);
    case "ended":
      return view(
        "account_ended",
        true,
        trouble ? wrong : [["problem_account_ended"]],
        "connect",
        "without",
      );
    case "connected":
      return trouble?.task === "leaving"
        ? view("account_stays", true, [...wrong, ["account_forget_means"]], "leaveAgain", "forget")
        : known(account, allowance, language, wrong);
  }
}

/**
 * @param {Account} account
 * @param {Allowance | undefined} allowance
 * @param {string} language
 * @param {Sentence[]} wrong
 */
function known({ email, busy }, allowance, language, wrong) {
  if (busy === "asking") return view("account_connected", false, [["account_asking"]], "leave");
  /** @type {Sentence[]} */
  const who = email === null ? [["account_unknown"]] : [["account_as", email]];
  if (email !== null && allowance) who.push(leftInWords(allowance, language));
  const says = wrong.length > 0 ? wrong : who;
  return view("account_connected", false, says, ...(email === null ? ["ask"] : []), "leave");
}

/**
 * @param {string} label
 * @param {boolean} amiss
 * @param {Sentence[]} says
 * @param {...string} ways
 * @returns {AccountView}
 */
function view(label, amiss, says, ...ways) {
  return { label, amiss, says, ways: ways.flatMap((way) => WAYS[way] ?? []) };
}

/**
 * How much is left to use.
 * @param {Allowance} allowance
 * @param {string} language
 * @returns {Sentence}
 */
export function leftInWords({ unit, limit, remaining }, language) {
  if (unit === "credit") return [countKey("allowance_credit", remaining, language), String(remaining)];
  return ["allowance_trial", String(remaining), String(limit)];
}

/**
 * The locale's key of a sentence that counts; a language may count in one form or in two.
 * @param {string} kind
 * @param {number} amount
 * @param {string} language
 */
export function countKey(kind, amount, language) {
  const form = new Intl.PluralRules(language).select(amount);
  return `${kind}_${form === "one" ? "one" : "other"}`;
}
