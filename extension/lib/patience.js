/** How long we bear with a network that comes and goes. */

import { Refused, Unreachable } from "./api.js";

/** The pauses before each new try; together less than the time an idle worker is given. */
export const PATIENCE_MS = [300, 900, 2700, 5000];

/**
 * Whether the next try may well go better.
 * @param {unknown} error
 */
export function passing(error) {
  if (error instanceof Refused) return error.problem.retryable && error.problem.status >= 500;
  return error instanceof Unreachable;
}

/**
 * Take a step, again and again while nobody answers. A refusal is an answer.
 * @template T
 * @param {() => Promise<T>} step one that does no harm when it is taken twice
 * @param {AbortSignal} signal
 * @returns {Promise<T>}
 */
export async function persist(step, signal) {
  for (const wait of PATIENCE_MS) {
    try {
      return await step();
    } catch (error) {
      if (signal.aborted || !(error instanceof Unreachable)) throw error;
      await pause(wait, signal);
    }
  }
  return step();
}

/**
 * @param {number} milliseconds
 * @param {AbortSignal} signal
 */
export async function pause(milliseconds, signal) {
  await new Promise((resolve) => setTimeout(resolve, milliseconds));
  signal.throwIfAborted();
}
