/**
 * What is folded away: tags, palette, facts of the source, cost; and the code of a failure.
 *
 * @typedef {import("../lib/machine.js").Latest} Latest
 * @typedef {import("../lib/shapes.js").Charge} Charge
 * @typedef {import("../lib/shapes.js").Result} Result
 */

import { ourLanguage, text } from "../lib/chrome.js";
import { countKey } from "./account-view.js";
import { copyFromButton, copyFromChip } from "./copying.js";
import { button, make, part } from "./dom.js";
import { nameKey } from "./view.js";

const COLOUR = /^#[0-9a-f]{6}$/i;

const details = part("details", HTMLDetailsElement);
const facts = part("facts", HTMLElement);

/** Put the words on it; the popup grows when it is unfolded, because a person asked. */
export function label() {
  details.querySelector("summary")?.append(text("details"));
  details.addEventListener("toggle", () => {
    document.body.classList.toggle("unfolded", details.open);
  });
}

/** Nothing to tell yet. */
export function drawNothing() {
  details.open = false;
  facts.replaceChildren();
}

/**
 * @param {Latest} latest
 * @param {string} mode
 */
export function drawDetails(latest, mode) {
  const { result, charge, problem } = latest;
  const groups = result ? resultGroups(result, mode) : [];
  groups.push(list("", ending(charge, problem)));
  facts.replaceChildren(...groups);
}

/**
 * @param {Result} result
 * @param {string} mode
 */
function resultGroups(result, mode) {
  const prompt = result.prompts[mode];
  const groups = [allTags(result), ...tagGroups(result), paletteGroup(result)];
  groups.push(list("source_label", source(result)));
  groups.push(list("parameters_label", Object.entries(prompt?.parameters ?? {})));
  groups.push(sentences("notes_label", prompt?.notes ?? []));
  return groups.filter((group) => group.childElementCount > 1);
}

/** @param {Result} result */
function allTags({ tags }) {
  const names = tags.map(({ name }) => name).join(", ");
  const copy = button("quiet", text("copy_all"), () => void copyFromButton(copy, names));
  copy.ariaLabel = text("copy_all_tags");
  const heading = group(text("tags_label"), tags.length > 0 ? [copy] : []);
  heading.classList.add("heading");
  return heading;
}

/** @param {Result} result */
function tagGroups({ tags }) {
  return Object.entries(Object.groupBy(tags, ({ category }) => category)).map(
    ([category, ofIt = []]) => {
      const chips = ofIt.map(({ name }) => chip("chip", name, name));
      const made = group(
        text(nameKey("category", category)) || category,
        [make("div", "chips", ...chips)],
      );
      made.classList.add("row");
      return made;
    },
  );
}

/** @param {Result} result */
function paletteGroup({ image }) {
  const colours = (image.palette ?? []).filter((each) => COLOUR.test(each));
  const swatches = colours.map((each) => {
    const swatch = chip("swatch", "", each);
    swatch.style.backgroundColor = each;
    return swatch;
  });
  return group(text("palette_label"), swatches);
}

/**
 * @param {Result} result
 * @returns {[string, string][]}
 */
function source({ source: stated, image, declared_ai: declared, usage }) {
  /** @type {[string, string][]} */
  const rows = [];
  if (stated) rows.push([text("fact_tool"), stated.tool]);
  const model = stated ? stated.model : usage?.model;
  if (model) rows.push([text("fact_model"), model]);
  rows.push(...Object.entries(stated?.settings ?? {}));
  const size = image.width && image.height ? `${image.width} × ${image.height}` : "";
  rows.push([text("fact_image"), [image.format.toUpperCase(), size].filter(Boolean).join(", ")]);
  if (declared) rows.push([text("fact_declared"), text("fact_declared_by", declared.by)]);
  return rows;
}

/**
 * @param {Charge | null} charge
 * @param {Latest["problem"]} problem
 * @returns {[string, string][]}
 */
function ending(charge, problem) {
  /** @type {[string, string][]} */
  const rows = [];
  if (charge) rows.push([text("cost_label"), cost(charge)]);
  if (problem) rows.push([text("code_label"), problem.code]);
  return rows;
}

/** @param {Charge} charge */
function cost({ unit, amount }) {
  if (unit === "own-key") return text("cost_own_key");
  if (amount === 0 || unit === "none") return text("cost_nothing");
  if (unit === "trial") return text("cost_trial");
  return text(countKey("cost_credit", amount, ourLanguage()), String(amount));
}

/**
 * @param {string} className
 * @param {string} words
 * @param {string} copied
 */
function chip(className, words, copied) {
  const made = button(className, words, () => void copyFromChip(made, copied));
  made.title = copied;
  made.ariaLabel = text("copy_one", copied);
  return made;
}

/**
 * @param {string} heading
 * @param {Node[]} inside
 */
function group(heading, inside) {
  return make("div", "group", ...(heading ? [make("h2", "", heading)] : []), ...inside);
}

/**
 * @param {string} headingKey none where the rows speak for themselves
 * @param {[string, string][]} rows
 */
function list(headingKey, rows) {
  const made = make("dl", "");
  for (const [term, value] of rows) made.append(make("dt", "", term), make("dd", "", value));
  return group(headingKey && text(headingKey), rows.length > 0 ? [made] : []);
}

/**
 * @param {string} headingKey
 * @param {string[]} said
 */
function sentences(headingKey, said) {
  return group(text(headingKey), said.map((each) => make("p", "", each)));
}
