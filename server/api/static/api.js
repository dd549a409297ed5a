/**
 * The calls of the service, exactly as the extension makes them. Nothing but the call itself
 * is sent: no cookies, no referrer.
 *
 * @typedef {import("./shapes.js").Job} Job
 * @typedef {import("./shapes.js").Problem} Problem
 * @typedef {import("./shapes.js").Proof} Proof
 * @typedef {import("./shapes.js").Trial} Trial
 * @typedef {import("./sse.js").ServerEvent} ServerEvent
 * @typedef {{image_url: string, language: string}} Order
 */

import { EventReader } from "./sse.js";

const NO_CONTENT = 204;

/** The service said no, or could not be heard; `problem` says why in plain words. */
export class Refused extends Error {
  /** @param {Problem} problem */
  constructor(problem) {
    super(problem.code);
    this.problem = problem;
  }
}

/** Nobody answered. The words for it are the page's own: see `words.js`. */
const UNREACHABLE = {
  title: "", status: 0, code: "service_unreachable", retryable: true, next_step: "",
};

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Trial>}
 */
export async function mintTrial(signal) {
  return (await call("POST", "/v1/trial", { signal })).json();
}

/**
 * @param {Order} order
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<Proof>}
 */
export async function askProof(order, token, signal) {
  return (await call("POST", "/v1/proofs", { body: order, token, signal })).json();
}

/**
 * @param {Order} order
 * @param {string} proof
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<Job>}
 */
export async function redeem(order, proof, token, signal) {
  const body = { ...order, proof };
  return (await call("POST", "/v1/extractions", { body, token, signal })).json();
}

/**
 * @param {string} id
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<Job>}
 */
export async function readJob(id, token, signal) {
  return (await call("GET", `/v1/extractions/${id}`, { token, signal })).json();
}

/**
 * What happens to a job after the event `last`. Ends with the connection, for whatever reason.
 * @param {string} id
 * @param {string} last
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<ServerEvent, void, void>}
 */
export async function* events(id, last, token, signal) {
  const path = `/v1/extractions/${id}/events`;
  const response = await call("GET", path, { token, last, signal });
  if (response.status === NO_CONTENT || !response.body) return;
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  const parser = new EventReader();
  try {
    for (;;) {
      const { done, value } = await reader.read().catch(unheard(signal));
      if (done) return;
      yield* parser.feed(value);
    }
  } finally {
    // Whoever has heard enough leaves; the service keeps no place for them.
    reader.cancel().catch(() => {});
  }
}

/**
 * @param {string} method
 * @param {string} path
 * @param {{body?: object, token?: string, last?: string, signal: AbortSignal}} call
 * @returns {Promise<Response>}
 */
async function call(method, path, { body, token, last, signal }) {
  const headers = new Headers();
  if (body) headers.set("Content-Type", "application/json");
  if (token) headers.set("Authorization", `Bearer ${token}`);
  if (last) headers.set("Last-Event-ID", last);
  const response = await fetch(path, {
    method, headers, signal, body: body ? JSON.stringify(body) : null,
    credentials: "omit", referrerPolicy: "no-referrer", cache: "no-store",
  }).catch(unheard(signal));
  if (response.ok) return response;
  // What stands between may answer too, with a page of its own.
  const problem = await response.json().catch(() => null);
  throw new Refused(problem?.code ? problem : UNREACHABLE);
}

/**
 * @param {AbortSignal} signal
 * @returns {() => never}
 */
function unheard(signal) {
  return () => {
    signal.throwIfAborted();
    throw new Refused(UNREACHABLE);
  };
}
