/**
 * What can go wrong, as a person meets it: each code has one sentence (`problem_<code>` in
 * the locales) and one action. The service's own codes come from its published table; the
 * last group is ours, for what the service is not asked or does not answer.
 *
 * @typedef {import("./shapes.js").ServiceProblem} ServiceProblem
 * @typedef {"again" | "own_tab" | "connect" | "credits" | "settings" | "dismiss"} Action
 * @typedef {{
 *   code: string,
 *   free: boolean,
 *   resumesAt: "starting" | "working" | null,
 *   retryAt: number | null,
 *   creditsUrl: string | null,
 * }} Problem `free`: surely nothing was charged; `resumesAt`: where it is gone on with,
 *   as the job may still be going
 */

import { isWebAddress } from "./address.js";

/** @type {Record<string, Action>} */
export const ACTIONS = {
  bad_request: "again",
  not_found: "again",
  method_not_allowed: "again",
  body_too_large: "dismiss",
  not_json: "again",
  url_refused: "own_tab",
  blob_url: "dismiss",
  file_url: "dismiss",
  browser_url: "dismiss",

  token_missing: "again",
  token_invalid: "again",
  token_expired: "again",
  proof_mismatch: "again",
  proof_gone: "again",
  allowance_used_up: "connect",
  credits_used_up: "credits",
  free_pool_spent: "connect",
  own_key_refused: "settings",
  own_key_spent: "settings",
  account_needed: "connect",
  connect_refused: "connect",
  rate_limited: "again",

  image_unreachable: "own_tab",
  too_slow: "again",
  image_forbidden: "own_tab",
  image_gone: "own_tab",
  image_host_failed: "again",
  too_large: "dismiss",
  not_an_image: "own_tab",
  unsupported_format: "dismiss",
  broken_image: "own_tab",
  image_bomb: "dismiss",

  provider_unavailable: "again",
  provider_busy: "again",
  provider_timeout: "again",
  stream_broken: "again",
  answer_truncated: "again",
  answer_invalid: "again",
  provider_refused_key: "dismiss",
  provider_request_bug: "dismiss",
  image_rejected: "dismiss",
  content_refused: "dismiss",

  service_unavailable: "again",
  img_pilot_unavailable: "again",
  too_many_streams: "again",
  job_timeout: "again",
  internal_error: "again",

  service_unreachable: "again",
  account_ended: "connect",
};

/**
 * The locale's key of a code's sentence; one for all the codes that a later service may add.
 * @param {string} code
 */
export function sentenceKey(code) {
  return code in ACTIONS ? `problem_${code}` : "problem_unknown";
}

/**
 * The one way on that is offered. Links are offered only where they lead to a web page, and
 * an account only where none is connected.
 * @param {Problem} problem
 * @param {string} imageUrl
 * @param {boolean} connected
 * @returns {{action: Action, href: string | null}}
 */
export function wayOn(problem, imageUrl, connected) {
  const action = ACTIONS[problem.code] ?? "again";
  if (action === "own_tab" || action === "credits") {
    const href = action === "credits" ? problem.creditsUrl : imageUrl;
    return href && isWebAddress(href) ? { action, href } : { action: "dismiss", href: null };
  }
  return { action: action === "connect" && connected ? "again" : action, href: null };
}
