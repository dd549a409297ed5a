/**
 * The only file that sends anything. It says what the service said: an answer, a refusal
 * with its problem, or that nobody answered.
 *
 * @typedef {import("./shapes.js").AccountAnswer} AccountAnswer
 * @typedef {import("./shapes.js").Grant} Grant
 * @typedef {import("./shapes.js").Job} Job
 * @typedef {import("./shapes.js").Proof} Proof
 * @typedef {import("./shapes.js").ServiceProblem} ServiceProblem
 * @typedef {import("./shapes.js").Trial} Trial
 * @typedef {import("./sse.js").ServerEvent} ServerEvent
 * @typedef {{image_url: string, language: string, fresh?: boolean}} Request
 */

import { API_BASE } from "./config.js";
import { eventParser } from "./sse.js";

/** The answers that say that a token is no longer good. */
const STALE_TOKEN = new Set(["token_missing", "token_invalid", "token_expired"]);

const ANSWER_WITHIN_MS = 20_000;
/** Two and a half of the service's heartbeats. */
const SILENT_FOR_MS = 40_000;

/** The service answered, and the answer is no. */
export class Refused extends Error {
  /**
   * @param {ServiceProblem} problem
   * @param {number | null} retryAfter in seconds
   */
  constructor(problem, retryAfter) {
    super(problem.code);
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** Nobody answered, or the answer broke off. */
export class Unreachable extends Error {}

/**
 * Whether it was the token that was refused.
 * @param {unknown} error
 */
export function tokenRefused(error) {
  return error instanceof Refused && STALE_TOKEN.has(error.problem.code);
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Trial>}
 */
export function startTrial(signal) {
  return json("POST", "/v1/trial", { signal });
}

/**
 * @param {Request} request
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<Proof>}
 */
export function askProof(request, token, signal) {
  return json("POST", "/v1/proofs", { token, body: request, signal });
}

/**
 * The same proof and request may be sent again: the service answers with the same job.
 * @param {Request} request
 * @param {string} proof
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<Job>}
 */
export function redeemProof(request, proof, token, signal) {
  return json("POST", "/v1/extractions", { token, body: { ...request, proof }, signal });
}

/**
 * @param {string} id
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<Job>}
 */
export function readJob(id, token, signal) {
  return json("GET", `/v1/extractions/${encodeURIComponent(id)}`, { token, signal });
}

/**
 * A sign-in's code for a session's token (RFC 6749, section 4.1.3).
 * @param {Record<string, string>} form
 * @returns {Promise<Grant>}
 */
export function exchangeCode(form) {
  return json("POST", "/v1/oauth/token", { form });
}

/**
 * End a session (RFC 7009): one that has ended already is no error.
 * @param {string} token
 */
export async function revokeToken(token) {
  await answered("POST", "/v1/oauth/revoke", { form: { token } });
}

/**
 * @param {string} token
 * @returns {Promise<AccountAnswer>}
 */
export function askAccount(token) {
  return json("GET", "/v1/account", { token });
}

/**
 * What happens to a job, from after `lastEventId` on; ends when the service ends it.
 * @param {string} id
 * @param {string} token
 * @param {string} lastEventId
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<ServerEvent, void, void>}
 */
export async function* jobEvents(id, token, lastEventId, signal) {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENT_FOR_MS);
  const path = `/v1/extractions/${encodeURIComponent(id)}/events`;
  /** @type {Record<string, string>} */
  const headers = { Accept: "text/event-stream" };
  if (lastEventId) headers["Last-Event-ID"] = lastEventId;
  try {
    const both = AbortSignal.any([signal, silence.signal]);
    const response = await send("GET", path, { token, headers, signal: both });
    if (response.status === 204 || !response.body) return;
    const parse = eventParser();
    const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await reader.read().catch(unreachable);
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENT_FOR_MS);
      yield* parse(value);
    }
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}

/**
 * @typedef {{
 *   token?: string,
 *   body?: object,
 *   form?: Record<string, string>,
 *   headers?: Record<string, string>,
 *   signal?: AbortSignal,
 * }} Call
 */

/**
 * @param {string} method
 * @param {string} path
 * @param {Call} call
 */
export async function json(method, path, call) {
  const response = await answered(method, path, call);
  return response.json().catch(unreachable);
}

/**
 * @param {string} method
 * @param {string} path
 * @param {Call} call
 */
export function answered(method, path, call) {
  const inTime = AbortSignal.timeout(ANSWER_WITHIN_MS);
  const signal = call.signal ? AbortSignal.any([call.signal, inTime]) : inTime;
  return send(method, path, { ...call, signal });
}

/**
 * Nothing but the call itself leaves the browser: no cookies, no referrer, no cache.
 * @param {string} method
 * @param {string} path
 * @param {Call} call
 */
async function send(method, path, { token, body, form, headers = {}, signal }) {
  /** @type {Record<string, string>} */
  const sent = { ...headers };
  if (token) sent["Authorization"] = `Bearer ${token}`;
  if (body) sent["Content-Type"] = "application/json";
  const response = await fetch(API_BASE + path, {
    method,
    headers: sent,
    body: form ? new URLSearchParams(form) : body ? JSON.stringify(body) : null,
    signal: signal ?? null,
    credentials: "omit",
    referrerPolicy: "no-referrer",
    cache: "no-store",
    redirect: "error",
  }).catch(unreachable);
  if (!response.ok) throw await refusal(response);
  return response;
}

/** @param {unknown} error @returns {never} */
function unreachable(error) {
  throw new Unreachable("no answer", { cause: error });
}

/**
 * Something between us and the service may answer too; its page is not a problem document.
 * @param {Response} response
 */
async function refusal(response) {
  const problem = await response.json().catch(() => null);
  const after = Number.parseInt(response.headers.get("Retry-After") ?? "", 10);
  const { status } = response;
  const ours = typeof problem?.code === "string";
  return new Refused(
    ours ? problem : { code: "service_unavailable", status, retryable: true },
    Number.isNaN(after) ? null : after,
  );
}
