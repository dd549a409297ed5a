/**
 * What the popup shows, worked out from what is kept. Pure: drawing it is left to others.
 *
 * @typedef {import("../lib/account.js").Account} Account
 * @typedef {import("../lib/machine.js").Latest} Latest
 * @typedef {import("../lib/shapes.js").Allowance} Allowance
 * @typedef {import("../lib/shapes.js").Prompt} Prompt
 * @typedef {import("../lib/store.js").Progress} Progress
 * @typedef {import("../lib/store.js").Settings} Settings
 * @typedef {{
 *   latest: Latest | undefined,
 *   progress: Progress | null,
 *   settings: Settings,
 *   allowance: Allowance | undefined,
 *   account: Account,
 * }} Kept
 */

const TABS = 4;

/** The browser keeps a record's keys by the alphabet; people expect the plain one first. */
export const ORDER = [
  "general",
  "midjourney",
  "stable-diffusion",
  "flux",
  "gpt-image",
  "nano-banana",
  "anime-tags",
  "json",
];

/** How far along the bar each stage is; a guess, and never a full bar. */
const FAR = { starting: 6, queued: 12, fetching: 24, reading: 40, asking: 60, rendering: 90 };

/** @typedef {keyof typeof FAR} Step */

/**
 * The step in words, and how far that is.
 * @param {Latest} latest
 * @param {Progress | null} progress
 * @returns {{key: string, percent: number}}
 */
export function step(latest, progress) {
  /** @type {Step} */
  const at = latest.state === "working" ? (progress?.stage ?? "queued") : "starting";
  return { key: `stage_${at}`, percent: FAR[at] };
}

/**
 * The frame of a failure's sentence: what it says was charged.
 * @param {Latest} latest
 * @param {boolean} member
 */
export function frameKey({ problem, charge }, member) {
  if (!problem?.free) return "trouble_plain";
  if (charge?.unit === "credit") return "trouble_refunded";
  return member ? "trouble_member" : "trouble_free";
}

/**
 * What looking at the image anew costs, and what the press does; null: nothing can be done.
 * @param {import("../lib/shapes.js").Charge | null} charge of the last time
 * @param {Allowance | undefined} allowance
 * @param {boolean} member
 * @returns {{key: string, does: "again" | "connect" | null}}
 */
export function againCost(charge, allowance, member) {
  if (charge?.unit === "own-key") return { key: "again_own_key", does: "again" };
  const left = allowance?.remaining ?? 1;
  if (member) {
    return left > 0
      ? { key: "again_credit", does: "again" }
      : { key: "again_no_credit", does: null };
  }
  return left > 0
    ? { key: "again_trial", does: "again" }
    : { key: "again_no_trial", does: "connect" };
}

/**
 * The modes as tabs, and what is left for More. The chosen one always has a tab.
 * @param {Record<string, Prompt>} prompts
 * @param {string | undefined} chosen
 * @returns {{mode: string, tabs: string[], more: string[]}}
 */
export function arrange(prompts, chosen) {
  const known = ORDER.filter((each) => each in prompts);
  const all = [...known, ...Object.keys(prompts).filter((each) => !known.includes(each))];
  const mode = chosen !== undefined && all.includes(chosen) ? chosen : (all[0] ?? "");
  if (all.length <= TABS) return { mode, tabs: all, more: [] };
  const first = all.slice(0, TABS);
  const tabs = first.includes(mode) ? first : [...first.slice(0, TABS - 1), mode];
  return { mode, tabs, more: all.filter((each) => !tabs.includes(each)) };
}

/**
 * The locale's key of a mode's or a category's name.
 * @param {string} kind
 * @param {string} id
 */
export function nameKey(kind, id) {
  return `${kind}_${id.replace(/-/g, "_")}`;
}

/**
 * What a wait is called: whole units, rounded up.
 * @param {number} milliseconds
 * @param {string} language
 */
export function waitInWords(milliseconds, language) {
  const seconds = Math.ceil(milliseconds / 1000);
  const [value, unit] =
    seconds < 60
      ? [seconds, "second"]
      : seconds < 3600
        ? [Math.ceil(seconds / 60), "minute"]
        : [Math.ceil(seconds / 3600), "hour"];
  return new Intl.NumberFormat(language, { style: "unit", unit, unitDisplay: "long" }).format(value);
}
