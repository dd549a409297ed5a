/**
 * Drives one extraction from the click to its end, and goes on with it wherever the worker
 * was stopped: what is needed for the next step is kept before the step is taken. A proof is
 * kept before it is redeemed, and redeeming it twice gives the same job, so one click is
 * never two extractions.
 *
 * @typedef {import("./machine.js").Latest} Latest
 * @typedef {import("./machine.js").Report} Report
 * @typedef {import("./shapes.js").Job} Job
 */

import { askProof, readJob, redeemProof, Refused, startTrial } from "./api.js";
import { popupIsOpen, setDot } from "./chrome.js";
import { follow } from "./follow.js";
import { unfinished } from "./machine.js";
import { jobEnded, refusedBy } from "./outcome.js";
import { persist } from "./patience.js";
import { isWebAddress } from "./problems.js";
import {
  promptLanguage,
  readAllowance,
  readLatest,
  readProgress,
  readSettings,
  readToken,
} from "./store.js";
import { apply, keepAllowance, keepToken, note } from "./writer.js";

/** The answers that say: begin again, with new papers. */
const STALE_TOKEN = new Set(["token_missing", "token_invalid", "token_expired"]);
const STALE_PROOF = new Set(["proof_gone", "proof_mismatch"]);

/** @type {{click: string, stop: AbortController} | null} */
let running = null;

/**
 * See to it that the latest image is being worked on, and nothing else.
 * @returns {Promise<void>}
 */
export async function goOn() {
  const latest = await readLatest();
  const owed = latest && unfinished(latest) ? latest : null;
  if (running && running.click === owed?.click) return;
  running?.stop.abort();
  running = null;
  if (!owed) return;

  const mine = { click: owed.click, stop: new AbortController() };
  running = mine;
  const report = await run(owed, mine.stop.signal);
  if (running === mine) running = null;
  if (report && (await apply(report))) await afterwards(report);
}

/**
 * @param {Latest} latest
 * @param {AbortSignal} signal
 * @returns {Promise<Report | null>} null where somebody chose another image meanwhile
 */
async function run({ click, imageUrl }, signal) {
  if (!isWebAddress(imageUrl)) return noAddress(click);
  for (let renewed = false; ; renewed = true) {
    try {
      return jobEnded(click, await attempt(click, signal));
    } catch (error) {
      if (signal.aborted) return null;
      if (renewed || !(await renew(click, error))) {
        return refusedBy(click, await readLatest(), error);
      }
    }
  }
}

/**
 * The steps, in order. Each is skipped where it was already taken.
 * @param {string} click
 * @param {AbortSignal} signal
 * @returns {Promise<Job>}
 */
async function attempt(click, signal) {
  const token = await ourToken(signal);
  const jobId =
    (await acceptedBefore(click, token, signal)) ?? (await redeem(click, token, signal));
  return follow(click, jobId, token, signal);
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
async function ourToken(signal) {
  const kept = await readToken();
  if (kept) return kept.token;
  const trial = await persist(() => startTrial(signal), signal);
  await keepToken({ token: trial.token, expiresAt: trial.expires_at });
  await keepAllowance(trial.allowance);
  return trial.token;
}

/**
 * The job of this click where the service has it. After the browser was closed the proof is
 * gone, but its id is the job's: the service knows whether it was ever redeemed.
 * @param {string} click
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<string | null>}
 */
async function acceptedBefore(click, token, signal) {
  const latest = await readLatest();
  const jobId = latest?.jobId;
  if (!latest || !jobId) return null;
  if (latest.state === "working") return jobId;
  if ((await readProgress(click)).proof) return null;
  try {
    await persist(() => readJob(jobId, token, signal), signal);
  } catch (error) {
    if (!(error instanceof Refused) || error.problem.code !== "not_found") throw error;
    await apply({ type: "lapsed", click });
    return null;
  }
  await apply({ type: "accepted", click });
  return jobId;
}

/**
 * @param {string} click
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<string>}
 */
async function redeem(click, token, signal) {
  const image_url = (await readLatest())?.imageUrl ?? "";
  let held = (await readProgress(click)).proof;
  if (!held) {
    const language = promptLanguage(await readSettings());
    const answer = await persist(() => askProof({ image_url, language }, token, signal), signal);
    held = { proof: answer.proof, id: answer.id, language };
    await note(click, { proof: held });
    if (answer.allowance) await keepAllowance(answer.allowance);
  }
  const { proof, id, language } = held;
  await apply({ type: "proven", click, jobId: id });
  await persist(() => redeemProof({ image_url, language }, proof, token, signal), signal);
  await apply({ type: "accepted", click });
  return id;
}

/**
 * Throw stale papers away; false where the fault is another one.
 * @param {string} click
 * @param {unknown} error
 * @returns {Promise<boolean>}
 */
async function renew(click, error) {
  const code = error instanceof Refused ? error.problem.code : "";
  if (!STALE_TOKEN.has(code) && !STALE_PROOF.has(code)) return false;
  if (STALE_TOKEN.has(code)) await keepToken(undefined);
  await note(click, { proof: null, stage: null, partial: "", lastEventId: "" });
  await apply({ type: "lapsed", click });
  return true;
}

/**
 * An image that lives only inside its page has no address to send: nobody is asked.
 * @param {string} click
 * @returns {Report}
 */
function noAddress(click) {
  const problem = { code: "no_address", free: true, resumable: false };
  const nowhere = { retryAt: null, connectUrl: null };
  return { type: "failed", click, problem: { ...problem, ...nowhere }, charge: null };
}

/**
 * Count the use that was taken, and say so behind a closed popup.
 * @param {Report} report
 */
async function afterwards(report) {
  const allowance = await readAllowance();
  const spent = report.type === "succeeded" && report.charge.unit === "trial";
  if (allowance && spent && report.charge.state === "settled") {
    await keepAllowance({ ...allowance, remaining: Math.max(0, allowance.remaining - 1) });
  }
  if (report.type === "failed" && report.problem.code === "allowance_used_up" && allowance) {
    await keepAllowance({ ...allowance, remaining: 0 });
  }
  if (!(await popupIsOpen())) await setDot(true);
}
