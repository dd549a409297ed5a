/**
 * The answer's part of the page: working, done, or in trouble. It only draws what it is told.
 *
 * @typedef {import("./shapes.js").Allowance} Allowance
 * @typedef {import("./shapes.js").Charge} Charge
 * @typedef {import("./shapes.js").Problem} Problem
 * @typedef {import("./shapes.js").Result} Result
 */

import { clearFacts, showFacts } from "./facts.js";
import { part, showOnly } from "./page.js";
import { showPrompts } from "./prompt.js";
import { inARow, say, sayIfKnown, sayProblem } from "./words.js";

const STATES = ["bar", "working", "trouble", "done", "origin"];

/** @param {string} source where the browser finds the picture */
export function showPicture(source) {
  const picture = /** @type {HTMLImageElement} */ (part("picture"));
  picture.alt = say("picture");
  picture.hidden = false;
  part("no-picture").hidden = true;
  picture.onerror = () => {
    picture.hidden = true;
    part("no-picture").hidden = false;
  };
  picture.src = source;
  clearFacts();
}

/** Begin to work. */
export function showWorking() {
  part("title").textContent = say("reading_it");
  showStage("starting");
  restart();
  showOnly(STATES, ["bar", "working"]);
  part("answer").setAttribute("aria-busy", "true");
}

/** @param {string} stage */
export function showStage(stage) {
  part("stage").textContent = sayIfKnown(`stage_${stage}`, say("stage_running"));
}

/** @param {string} text what the prompt grows by */
export function grow(text) {
  part("growing").append(text);
  part("skeleton").hidden = true;
}

/** The answer begins again: what has come does not count. */
export function restart() {
  part("growing").replaceChildren();
  part("skeleton").hidden = false;
}

/**
 * @param {Result} result
 * @param {Charge} charge
 */
export function showResult(result, charge) {
  part("title").textContent = result.title;
  part("origin").textContent = say(`origin_${result.origin}`);
  part("stage").textContent = inARow(say(`meaning_${result.origin}`), charged(charge));
  showPrompts(result);
  showFacts(result);
  end(["done", "origin"]);
}

/**
 * @param {Problem} problem
 * @param {AbortSignal} signal something else was asked for meanwhile
 */
export async function showProblem(problem, signal) {
  const [title, next] = await sayProblem(problem);
  if (signal.aborted) return;
  part("title").textContent = say("no_prompt");
  part("stage").textContent = title;
  part("next-step").textContent = next;
  part("code").textContent = say("code", problem.code);
  part("again").hidden = !problem.retryable;
  const connect = /** @type {HTMLAnchorElement} */ (part("connect"));
  connect.hidden = !problem.connect_url;
  connect.href = problem.connect_url ?? "";
  end(["trouble"]);
}

/** @param {Allowance} allowance */
export function showAllowance({ remaining, limit }) {
  part("allowance").textContent = say("allowance", remaining, limit ?? remaining);
}

/** @param {string[]} shown */
function end(shown) {
  showOnly(STATES, shown);
  part("answer").setAttribute("aria-busy", "false");
}

/** @param {Charge} charge */
function charged({ unit, amount, state }) {
  if (state !== "settled" || amount === 0) return say("charged_nothing");
  return unit === "trial" ? say("charged_trial") : say("charged_other", amount);
}
