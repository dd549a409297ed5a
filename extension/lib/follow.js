/**
 * Follows a job to its end: by its stream of events, and by asking where the stream fails.
 *
 * @typedef {import("./shapes.js").Job} Job
 * @typedef {import("./sse.js").ServerEvent} ServerEvent
 */

import { jobEvents, readJob } from "./api.js";
import { stayAwake } from "./chrome.js";
import { passing, PATIENCE_MS, pause } from "./patience.js";
import { readProgress } from "./store.js";
import { note } from "./writer.js";

/** Between two looks at a job whose stream ended before it did. */
const NEXT_LOOK_MS = 1000;

/**
 * @param {string} click
 * @param {string} jobId
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<Job>} the job, ended
 */
export async function follow(click, jobId, token, signal) {
  for (let misses = 0; ; ) {
    let next = NEXT_LOOK_MS;
    try {
      const job =
        (await listen(click, jobId, token, signal)) ?? (await readJob(jobId, token, signal));
      if (job.state === "succeeded" || job.state === "failed") return job;
      misses = 0;
    } catch (error) {
      const patience = PATIENCE_MS[misses];
      if (signal.aborted || !passing(error) || patience === undefined) throw error;
      misses += 1;
      next = patience;
    }
    await pause(next, signal);
  }
}

/**
 * @param {string} click
 * @param {string} jobId
 * @param {string} token
 * @param {AbortSignal} signal
 * @returns {Promise<Job | null>} null where the stream ended first
 */
async function listen(click, jobId, token, signal) {
  const { lastEventId } = await readProgress(click);
  for await (const event of jobEvents(jobId, token, lastEventId, signal)) {
    const job = await heard(click, event);
    if (job) return job;
  }
  return null;
}

/**
 * The place in the stream is noted together with what was heard there, or a piece of text
 * could be written twice after an interruption.
 * @param {string} click
 * @param {ServerEvent} event
 * @returns {Promise<Job | null>}
 */
async function heard(click, { type, data, id: lastEventId }) {
  switch (type) {
    case "state":
      await note(click, { stage: JSON.parse(data).stage, lastEventId });
      return null;
    case "partial": {
      const { partial } = await readProgress(click);
      await note(click, { partial: partial + JSON.parse(data).text, lastEventId });
      return null;
    }
    case "restart":
      await note(click, { partial: "", lastEventId });
      return null;
    case "result":
    case "problem":
      return JSON.parse(data);
    default:
      await stayAwake();
      return null;
  }
}
