/**
 * What is reported of a run that came to its end. Pure but for the clock.
 *
 * @typedef {import("./machine.js").Latest} Latest
 * @typedef {import("./machine.js").Report} Report
 * @typedef {import("./shapes.js").Allowance} Allowance
 * @typedef {import("./shapes.js").Job} Job
 * @typedef {import("./shapes.js").ServiceProblem} ServiceProblem
 */

import { Refused } from "./api.js";

/** The account's session was ended, here or elsewhere. */
export class AccountEnded extends Error {}

/**
 * The job itself ended.
 * @param {string} click
 * @param {Job} job
 * @returns {Report}
 */
export function jobEnded(click, { charge, result, problem }) {
  if (result) return { type: "succeeded", click, result, charge };
  return {
    type: "failed",
    click,
    charge,
    problem: {
      code: problem?.code ?? "internal_error",
      free: charge.amount === 0,
      resumesAt: null,
      retryAt: null,
      creditsUrl: creditsAt(problem),
    },
  };
}

/**
 * A call was refused or nobody answered: what became of the job is not known, if there is one.
 * That of an ended session goes on, and can be read once the account is connected again.
 * @param {string} click
 * @param {Latest | undefined} latest
 * @param {unknown} error
 * @returns {Report | null} null where the latest image is another one by now
 */
export function refusedBy(click, latest, error) {
  if (latest?.click !== click) return null;
  const refused = error instanceof Refused ? error : null;
  const { state, jobId } = latest;
  const mayGoOn = jobId !== null && (!refused || refused.problem.retryable);
  const isAccepted = state === "working";
  const silent = error instanceof AccountEnded ? "account_ended" : "service_unreachable";
  const retryAfter = refused?.retryAfter ?? null;
  return {
    type: "failed",
    click,
    charge: null,
    problem: {
      code: refused ? refused.problem.code : silent,
      free: !mayGoOn && !isAccepted,
      resumesAt: mayGoOn ? (isAccepted ? "working" : "starting") : null,
      retryAt: retryAfter === null ? null : Date.now() + retryAfter * 1000,
      creditsUrl: creditsAt(refused?.problem),
    },
  };
}

/** @param {ServiceProblem | null | undefined} problem */
function creditsAt(problem) {
  return problem?.credits_url ?? problem?.connect_url ?? null;
}

/**
 * How much less is left after it.
 * @param {Report} report
 * @param {Allowance} allowance
 */
export function spent(report, { unit = "trial", remaining }) {
  if (report.type === "succeeded") {
    const { charge } = report;
    return charge.unit === unit && charge.state === "settled" ? charge.amount : 0;
  }
  const nothingLeft = unit === "credit" ? "credits_used_up" : "allowance_used_up";
  return report.type === "failed" && report.problem.code === nothingLeft ? remaining : 0;
}
