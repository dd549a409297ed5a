/**
 * What became of the latest image, as one small state machine. Pure: no clock, no storage.
 *
 *            picked (first time)           consented
 *     empty ────────────────────► consent ───────────┐
 *       │                                            ▼
 *       └─────────── picked ─────────────────► starting ── accepted ──► working
 *                                                 │ ▲ ▲                  │  │
 *                                          proven └─┘ └───── lapsed ─────┘  │
 *                                                 │                         │
 *                               done ◄─ succeeded ┴──── failed_with ─► failed
 *
 * `picked` leads out of every state, `dismissed` back to empty, and `again` from done or
 * failed to starting; so does `joined`, an account's connection, where that was the way on.
 * `looked` goes on with a job that the service had accepted and was then not heard of: somebody
 * looks, and it may long have ended. Nothing is begun by it.
 * `worded` changes what a finished prompt says, and nothing else. A finished image that is looked
 * at anew is kept beside the new run until that succeeds; `back` leads to it from failed.
 * Everything a run reports carries its click; a report of another click
 * than the latest changes nothing, which is how a late answer cannot cover a newer image.
 *
 * @typedef {import("./problems.js").Problem} Problem
 * @typedef {import("./shapes.js").Charge} Charge
 * @typedef {import("./shapes.js").Result} Result
 * @typedef {import("./wording.js").Hand} Hand
 * @typedef {"consent" | "starting" | "working" | "done" | "failed"} State
 * @typedef {{
 *   click: string,
 *   imageUrl: string,
 *   state: State,
 *   jobId: string | null,
 *   charge: Charge | null,
 *   result: Result | null,
 *   problem: Problem | null,
 *   fresh?: boolean,
 *   hand?: Hand,
 *   before?: Latest,
 * }} Latest `fresh`: the image is looked at anew, though an answer is known; `hand`: what the
 *   person changed in the prompts; `before`: what is done and stays until it is done better
 *
 * @typedef {{type: "picked", click: string, imageUrl: string, consented: boolean}} Picked
 * @typedef {{type: "consented"}} Consented
 * @typedef {{type: "again", click: string, fresh?: boolean}} Again
 * @typedef {{type: "joined", click: string}} Joined
 * @typedef {{type: "dismissed"} | {type: "back"}} Dismissed
 * @typedef {{type: "looked"}} Looked
 * @typedef {{type: "worded", click: string, hand: Hand}} Worded
 * @typedef {{type: "proven", click: string, jobId: string}} Proven
 * @typedef {{type: "accepted", click: string}} Accepted
 * @typedef {{type: "lapsed", click: string}} Lapsed
 * @typedef {{type: "succeeded", click: string, result: Result, charge: Charge}} Succeeded
 * @typedef {{type: "failed", click: string, problem: Problem, charge: Charge | null}} Failed
 * @typedef {Proven | Accepted | Lapsed | Succeeded | Failed} Report
 * @typedef {Picked | Consented | Again | Joined | Dismissed | Looked | Worded | Report} Event
 */

import { ACTIONS } from "./problems.js";

const DONE = /** @type {const} */ ("done");
const NOTHING_YET = { jobId: null, charge: null, result: null, problem: null };

/**
 * Whether a run is owed for this image.
 * @param {Latest | undefined} latest
 */
export function unfinished(latest) {
  return latest?.state === "starting" || latest?.state === "working";
}

/**
 * The state after an event; the very same object where the event means nothing now.
 * @param {Latest | undefined} latest undefined is the empty state
 * @param {Event} event
 * @returns {Latest | undefined}
 */
export function next(latest, event) {
  switch (event.type) {
    case "picked": {
      const { click, imageUrl, consented } = event;
      return { click, imageUrl, state: consented ? "starting" : "consent", ...NOTHING_YET };
    }
    case "dismissed":
      return undefined;
    case "back":
      return (latest?.state === "failed" && latest.before) || latest;
    case "consented":
      return latest?.state === "consent" ? { ...latest, state: "starting" } : latest;
    case "looked":
      return latest?.problem?.resumesAt === "working" ? resumed(latest, "working") : latest;
    case "again":
      return latest && again(latest, event);
    case "worded":
      return latest?.state === "done" && latest.click === event.click
        ? { ...latest, hand: event.hand }
        : latest;
    case "joined":
      return latest?.problem && ACTIONS[latest.problem.code] === "connect"
        ? again(latest, event)
        : latest;
    default:
      return latest && latest.click === event.click && unfinished(latest)
        ? reported(latest, event)
        : latest;
  }
}

/**
 * A job that was never seen to end may still be going: then the same click goes on with it,
 * and only otherwise does a new one begin.
 * @param {Latest} latest
 * @param {Again | Joined} event
 * @returns {Latest}
 */
function again(latest, event) {
  if (latest.state !== "done" && latest.state !== "failed") return latest;
  const { resumesAt = null } = latest.problem ?? {};
  if (resumesAt) return resumed(latest, resumesAt);
  const { imageUrl } = latest;
  const before = latest.state === "done" ? latest : latest.before;
  const fresh = (event.type === "again" && event.fresh) || (latest.state === "failed" && latest.fresh);
  return {
    ...{ click: event.click, imageUrl, state: "starting", ...NOTHING_YET },
    ...(fresh && { fresh }),
    ...(before && { before }),
  };
}

/**
 * @param {Latest} latest
 * @param {State} state
 * @returns {Latest}
 */
function resumed(latest, state) {
  return { ...latest, state, problem: null };
}

/**
 * @param {Latest} latest
 * @param {Report} event
 * @returns {Latest}
 */
function reported(latest, event) {
  switch (event.type) {
    case "proven":
      return latest.state === "starting" ? { ...latest, jobId: event.jobId } : latest;
    case "accepted":
      return latest.jobId === null ? latest : { ...latest, state: "working" };
    case "lapsed":
      return { ...latest, state: "starting", jobId: null };
    case "succeeded": {
      const done = { ...latest, state: DONE, result: event.result, charge: event.charge };
      delete done.before;
      return done;
    }
    case "failed":
      return { ...latest, state: "failed", problem: event.problem, charge: event.charge };
  }
}
