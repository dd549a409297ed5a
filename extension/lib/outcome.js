/**
 * What is reported of a run that came to its end. Pure but for the clock.
 *
 * @typedef {import("./machine.js").Latest} Latest
 * @typedef {import("./machine.js").Report} Report
 * @typedef {import("./shapes.js").Job} Job
 */

import { Refused } from "./api.js";

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
      resumable: false,
      retryAt: null,
      connectUrl: problem?.connect_url ?? null,
    },
  };
}

/**
 * A call was refused or nobody answered: what became of the job is not known, if there is one.
 * @param {string} click
 * @param {Latest | undefined} latest
 * @param {unknown} error
 * @returns {Report | null} null where the latest image is another one by now
 */
export function refusedBy(click, latest, error) {
  if (latest?.click !== click) return null;
  const refused = error instanceof Refused ? error : null;
  const resumable = latest.jobId !== null && (!refused || refused.problem.retryable);
  const retryAfter = refused?.retryAfter ?? null;
  return {
    type: "failed",
    click,
    charge: null,
    problem: {
      code: refused ? refused.problem.code : "service_unreachable",
      free: !resumable && latest.state !== "working",
      resumable,
      retryAt: retryAfter === null ? null : Date.now() + retryAfter * 1000,
      connectUrl: refused?.problem.connect_url ?? null,
    },
  };
}
