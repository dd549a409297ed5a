/**
 * Drives one extraction from the click to its end, and goes on with it wherever the worker
 * was stopped: what is needed for the next step is kept before the step is taken. A proof is
 * kept before it is redeemed, and redeeming it twice gives the same job, so one click is
 * never two extractions.
 *
 * @typedef {import("./account.js").Token} Token
 * @typedef {import("./machine.js").Latest} Latest
 * @typedef {import("./machine.js").Report} Report
 * @typedef {import("./shapes.js").Job} Job
 */

import { refusedUnasked } from "./address.js";
import { askProof, readJob, redeemProof, Refused, startTrial, tokenRefused } from "./api.js";
import { popupIsOpen, setDot } from "./chrome.js";
import { exchangeOver } from "./connect.js";
import { follow } from "./follow.js";
import { unfinished } from "./machine.js";
import { AccountEnded, jobEnded, refusedBy, spent } from "./outcome.js";
import { persist } from "./patience.js";
import {
  promptLanguage,
  readAllowance,
  readLatest,
  readProgress,
  readSettings,
  readToken,
} from "./store.js";
import { apply, applyToAccount, keepAllowance, note } from "./writer.js";

/** The answers that say: begin again, with a new proof. */
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
  const code = refusedUnasked(imageUrl);
  if (code) return refusedHere(click, code);
  /** @type {Set<"token" | "proof">} */
  const renewed = new Set();
  try {
    for (;;) {
      const job = await attempt(click, renewed, signal);
      if (job) return jobEnded(click, job);
    }
  } catch (error) {
    return signal.aborted ? null : refusedBy(click, await readLatest(), error);
  }
}

/**
 * The steps, in order. Each is skipped where it was already taken.
 * @param {string} click
 * @param {Set<"token" | "proof">} renewed what was found stale before; that is forgiven once
 * @param {AbortSignal} signal
 * @returns {Promise<Job | null>} null where it may now be tried again with new papers
 */
async function attempt(click, renewed, signal) {
  const ours = await ourToken(signal);
  const { token } = ours;
  try {
    const jobId =
      (await acceptedBefore(click, token, signal)) ?? (await redeem(click, token, signal));
    return await follow(click, jobId, token, signal);
  } catch (error) {
    const stale = staleIn(error);
    if (signal.aborted || !stale || renewed.has(stale)) throw error;
    renewed.add(stale);
    // The job may be there all the same, if its trial became an account's: it is asked for.
    await (stale === "token" ? renewToken(click, ours) : note(click, { proof: null }));
    return null;
  }
}

/**
 * @param {AbortSignal} signal
 * @returns {Promise<Token>}
 */
async function ourToken(signal) {
  const kept = await readToken();
  if (kept?.kind === "ended") throw new AccountEnded();
  if (kept) return kept;
  const { token, expires_at, allowance } = await persist(() => startTrial(signal), signal);
  /** @type {Token} */
  const trial = { kind: "trial", token, expiresAt: expires_at };
  // An account was connected meanwhile: the work is its.
  if (!(await applyToAccount({ type: "trial", token: trial }))) return ourToken(signal);
  await keepAllowance(allowance, token);
  return trial;
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
  const { imageUrl = "", fresh } = (await readLatest()) ?? {};
  const wanted = { image_url: imageUrl, ...(fresh && { fresh }) };
  let held = (await readProgress(click)).proof;
  if (!held) {
    const language = promptLanguage(await readSettings());
    const answer = await persist(() => askProof({ ...wanted, language }, token, signal), signal);
    held = { proof: answer.proof, id: answer.id, language };
    await note(click, { proof: held });
    if (answer.allowance) await keepAllowance(answer.allowance, token);
  }
  const { proof, id, language } = held;
  await apply({ type: "proven", click, jobId: id });
  await persist(() => redeemProof({ ...wanted, language }, proof, token, signal), signal);
  await apply({ type: "accepted", click });
  return id;
}

/**
 * @param {unknown} error
 * @returns {"token" | "proof" | null} null where the fault is another one
 */
function staleIn(error) {
  if (tokenRefused(error)) return "token";
  return error instanceof Refused && STALE_PROOF.has(error.problem.code) ? "proof" : null;
}

/**
 * Throw a trial's token away; a new one costs nothing. That of an account is never replaced
 * by a trial's: the person is told. Where an account was connected meanwhile it has taken
 * over the trial's jobs, and this one goes on.
 * @param {string} click
 * @param {Token} refused
 */
async function renewToken(click, refused) {
  const { kind, token } = refused;
  await exchangeOver();
  const kept = await readToken();
  if (kept?.kind === "session" && kept.token !== token) return;
  if (kind === "session") {
    await applyToAccount({ type: "ended", token });
    throw new AccountEnded();
  }
  await applyToAccount({ type: "stale", token });
  await note(click, { proof: null, stage: null, partial: "", lastEventId: "" });
  await apply({ type: "lapsed", click });
}

/**
 * Nobody was asked, so that nothing can have been charged.
 * @param {string} click
 * @param {string} code
 * @returns {Report}
 */
function refusedHere(click, code) {
  const problem = { code, free: true, resumesAt: null };
  const nowhere = { retryAt: null, creditsUrl: null };
  return { type: "failed", click, problem: { ...problem, ...nowhere }, charge: null };
}

/**
 * Count what was taken, and say so behind a closed popup.
 * @param {Report} report
 */
async function afterwards(report) {
  const [allowance, kept] = await Promise.all([readAllowance(), readToken()]);
  if (allowance && kept) {
    const remaining = allowance.remaining - spent(report, allowance);
    if (remaining < allowance.remaining) {
      await keepAllowance({ ...allowance, remaining: Math.max(0, remaining) }, kept.token);
    }
  }
  if (!(await popupIsOpen())) await setDot(true);
}
