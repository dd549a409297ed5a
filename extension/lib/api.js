/**
 * The only file that sends anything. It says what the service said: an answer, a refusal
 * with its problem, or that nobody answered.
 *
 * @typedef {import("./shapes.js").Job} Job
 * @typedef {import("./shapes.js").Proof} Proof
 * @typedef {import("./shapes.js").ServiceProblem} ServiceProblem
 * @typedef {import("./shapes.js").Trial} Trial
 * @typedef {import("./sse.js").ServerEvent} ServerEvent
 * @typedef {{image_url: string, language: string}} Request
 */

import { API_BASE } from "./config.js";
import { eventParser } from "./sse.js";

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
 *   token?: string, body?: object, headers?: Record<string, string>, signal: AbortSignal,
 * }} Call
 */

/**
 * @param {string} method
 * @param {string} path
 * @param {Call} call
 */
async function json(method, path, call) {
  const signal = AbortSignal.any([call.signal, AbortSignal.timeout(ANSWER_WITHIN_MS)]);
  const response = await send(method, path, { ...call, signal });
  return response.json().catch(unreachable);
}

/**
 * Nothing but the call itself leaves the browser: no cookies, no referrer, no cache.
 * @param {string} method
 * @param {string} path
 * @param {Call} call
 */
async function send(method, path, { token, body, headers = {}, signal }) {
  /** @type {Record<string, string>} */
  const sent = { ...headers };
  if (token) sent["Authorization"] = `Bearer ${token}`;
  if (body) sent["Content-Type"] = "application/json";
  const response = await fetch(API_BASE + path, {
    method,
    headers: sent,
    body: body ? JSON.stringify(body) : null,
    signal,
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
  return new Refused(
    typeof problem?.code === "string"
      ? problem
      : { code: "service_unavailable", status: response.status, retryable: true },
    Number.isNaN(after) ? null : after,
  );
}
