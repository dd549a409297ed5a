/**
 * One extraction, from the address of an image to the job's end, told as it happens.
 *
 * @typedef {import("./shapes.js").Allowance} Allowance
 * @typedef {import("./shapes.js").Job} Job
 * @typedef {import("./shapes.js").Proof} Proof
 * @typedef {import("./api.js").Order} Order
 * @typedef {{order: string, token: string, proof: Proof}} Begun
 * @typedef {{kind: "allowance", allowance: Allowance}
 *   | {kind: "stage", stage: string}
 *   | {kind: "partial", text: string}
 *   | {kind: "restart"}
 *   | {kind: "ended", job: Job}} Moment
 */

import { askProof, events, mintTrial, readJob, redeem, Refused } from "./api.js";
import { forget, kept, keep } from "./token.js";

const NOT_ACCEPTED = 401;
const PATIENCE_MS = [300, 900, 2700, 5000];
const PAUSE_MS = 1000;
const MOST_BREAKS = 30;

/** What was not heard to end. Its proof, redeemed once more, is the same job. @type {Begun | null} */
let begun = null;

/**
 * Yields what happens, the job's end and what is then left last. Throws Refused where there is no job to follow.
 * @param {Order} order
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Moment, void, void>}
 */
export async function* extract(order, signal) {
  const name = JSON.stringify(order);
  const earlier = begun?.order === name ? begun : null;
  const mine = (begun = earlier ?? { order: name, ...(await admitted(order, signal)) });
  try {
    yield* carriedOut(order, mine, signal);
    if (begun === mine) begun = null;
  } catch (error) {
    const problem = error instanceof Refused ? error.problem : null;
    if (signal.aborted || problem?.retryable) throw error;
    begun = null;
    if (!earlier || problem?.code !== "proof_gone") throw error;
    // Never redeemed, and by now too old.
    yield* extract(order, signal);
  }
}

/**
 * @param {Order} order
 * @param {Begun} begun
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Moment, void, void>}
 */
async function* carriedOut(order, { token, proof: { proof, allowance } }, signal) {
  if (allowance) yield { kind: "allowance", allowance };
  const job = await redeemed(order, proof, token, signal);
  for await (const moment of follow(job.id, token, signal)) {
    yield moment;
    if (moment.kind === "ended" && allowance) {
      yield { kind: "allowance", allowance: after(allowance, moment.job.charge) };
    }
  }
}

/**
 * Redeem a proof, again while nobody answers.
 * @type {typeof redeem}
 */
async function redeemed(order, proof, token, signal) {
  for (let tries = 0; ; tries += 1) {
    try {
      return await redeem(order, proof, token, signal);
    } catch (error) {
      const wait = PATIENCE_MS[tries];
      if (!wait || !(error instanceof Refused) || error.problem.status) throw error;
      await pause(signal, wait);
    }
  }
}

/**
 * What is left once a job has ended: the proof's count is from before its use.
 * @param {Allowance} allowance
 * @param {Job["charge"]} charge
 * @returns {Allowance}
 */
function after({ limit, remaining }, charge) {
  const taken = charge.unit === "trial" && charge.state === "settled" ? charge.amount : 0;
  return { limit, remaining: Math.max(0, remaining - taken) };
}

/**
 * A kept token may have been forgotten by the service; then a new one is asked for, once.
 * @param {Order} order
 * @param {AbortSignal} signal
 */
async function admitted(order, signal) {
  const old = kept();
  if (old) {
    try {
      return { token: old, proof: await askProof(order, old, signal) };
    } catch (error) {
      if (!(error instanceof Refused && error.problem.status === NOT_ACCEPTED)) throw error;
      forget();
    }
  }
  const { token } = await mintTrial(signal);
  keep(token);
  return { token, proof: await askProof(order, token, signal) };
}

/**
 * @param {string} id
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {AsyncGenerator<Moment, void, void>}
 */
async function* follow(id, token, signal) {
  let last = "";
  for (let breaks = 0; ; breaks += 1) {
    try {
      for await (const event of events(id, last, token, signal)) {
        last = event.id;
        const moment = momentOf(event.name, JSON.parse(event.data));
        if (moment) yield moment;
        if (moment?.kind === "ended") return;
      }
      const job = await readJob(id, token, signal);
      if (job.finished_at) return yield { kind: "ended", job };
    } catch (error) {
      // The job goes on without us; only what cannot become better ends the following.
      const passing = error instanceof Refused && error.problem.retryable;
      if (!passing || breaks >= MOST_BREAKS) throw error;
    }
    await pause(signal);
  }
}

/**
 * @param {string} name
 * @param {any} data
 * @returns {Moment | null} null for what a later service may add
 */
function momentOf(name, data) {
  switch (name) {
    case "state":
      return { kind: "stage", stage: data.stage ?? data.state };
    case "partial":
      return { kind: "partial", text: data.text };
    case "restart":
      return { kind: "restart" };
    case "result":
    case "problem":
      return { kind: "ended", job: data };
    default:
      return null;
  }
}

/** @param {AbortSignal} signal @param {number} [milliseconds] */
async function pause(signal, milliseconds = PAUSE_MS) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  signal.throwIfAborted();
}
