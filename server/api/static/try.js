/**
 * The try page: take an address or a sample, follow its extraction, show what comes.
 *
 * @typedef {import("./shapes.js").Job} Job
 * @typedef {import("./extraction.js").Moment} Moment
 */

import {
  grow,
  restart,
  showAllowance,
  showPicture,
  showProblem,
  showResult,
  showStage,
  showWorking,
} from "./answer.js";
import { Refused } from "./api.js";
import { extract } from "./extraction.js";
import { part } from "./page.js";
import { armPrompt } from "./prompt.js";
import { PROMPT_LANGUAGE, say, speak } from "./words.js";

/** So many letters hold an image of 1 MiB; the service takes no more. */
const LONGEST_ADDRESS = 1_572_864;
const BROKEN = { status: 0, code: "page_failed", retryable: true };
const address = /** @type {HTMLInputElement} */ (part("address"));
const samples = /** @type {NodeListOf<HTMLButtonElement>} */ (
  document.querySelectorAll("#samples button")
);
const origin = document.querySelector("main")?.dataset["sampleOrigin"] ?? "";
let current = new AbortController();
/** @type {() => void} */
let again = () => {};
let isSilent = false;

/**
 * @param {string} url what the service is asked to read
 * @param {string} shown where this browser finds the same picture
 */
async function read(url, shown) {
  current.abort();
  const { signal } = (current = new AbortController());
  again = () => void read(url, shown);
  for (const sample of samples) {
    sample.setAttribute("aria-pressed", String(shown === `/samples/${sample.dataset["file"]}`));
  }
  isSilent = false;
  showPicture(shown);
  showWorking();
  try {
    const order = { image_url: url, language: PROMPT_LANGUAGE };
    for await (const moment of extract(order, signal)) if (!signal.aborted) show(moment, signal);
  } catch (error) {
    if (signal.aborted) return;
    const sentences = { title: say("broken"), next_step: say("broken_next") };
    const problem = error instanceof Refused ? error.problem : { ...BROKEN, ...sentences };
    isSilent = problem.code === "service_unreachable";
    await showProblem(problem, signal);
  }
}

/** @param {Moment} moment @param {AbortSignal} signal */
function show(moment, signal) {
  switch (moment.kind) {
    case "allowance":
      return showAllowance(moment.allowance);
    case "stage":
      return showStage(moment.stage);
    case "partial":
      return grow(moment.text);
    case "restart":
      return restart();
    case "ended":
      return showEnd(moment.job, signal);
  }
}

/** @param {Job} job @param {AbortSignal} signal */
function showEnd({ result, problem, charge }, signal) {
  if (result) showResult(result, charge);
  else if (problem) void showProblem(problem, signal);
}

/** @param {string} text */
function faultIn(text) {
  if (text.length > LONGEST_ADDRESS) return say("address_long");
  const known = /^(https?:\/\/|data:image\/)/i.test(text) && URL.canParse(text);
  return known ? "" : say("address_wrong");
}

part("ask").addEventListener("submit", (event) => {
  event.preventDefault();
  ask(address.value.trim());
});

// A link or an image of another page may be dropped anywhere; a file has no address to be sent.
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
  event.preventDefault();
  const dropped = event.dataTransfer?.getData("text/uri-list") || event.dataTransfer?.getData("text/plain");
  address.value = (dropped ?? "").split("\n").find((line) => line && !line.startsWith("#"))?.trim() ?? "";
  ask(address.value);
});

/** @param {string} text */
function ask(text) {
  const [fault, said] = [faultIn(text), part("address-fault")];
  said.textContent = fault;
  said.hidden = !fault;
  address.setAttribute("aria-invalid", String(Boolean(fault)));
  if (fault) return address.focus();
  // As the browser itself would ask for it: other scripts and steps in a path are spelt out.
  const { href } = new URL(text);
  void read(href, href);
}

for (const sample of samples) {
  const path = `/samples/${sample.dataset["file"]}`;
  sample.addEventListener("click", () => void read(origin + path, path));
}
part("again").addEventListener("click", () => again());
window.addEventListener("online", () => {
  if (isSilent) again();
});

speak(document);
armPrompt();
samples[0]?.click();
