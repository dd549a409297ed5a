/**
 * What is good to know before a prompt is used, where nobody has to unfold anything to see it.
 *
 * @typedef {import("../lib/machine.js").Latest} Latest
 * @typedef {import("../lib/shapes.js").Result} Result
 */

import { isWebAddress } from "../lib/address.js";
import { text } from "../lib/chrome.js";
import { make, part, write } from "./dom.js";
import { nameKey } from "./view.js";

const notices = part("notices", HTMLElement);
const declared = part("declared", HTMLElement);

/** The badge says these already. */
const SAID = new Set(["offline_look"]);

/** @type {string | null} the click whose notices stand there */
let drawn = null;

/** @param {Latest & {result: Result}} latest */
export function drawNotices({ click, imageUrl, result }) {
  if (drawn === click) return;
  drawn = click;
  const unsaid = result.warnings.filter(({ code }) => !SAID.has(code));
  const said = unsaid.map(({ code, message }) => {
    const line = make("li", "", text(nameKey("warning", code)) || message);
    if (code === "thumbnail" && isWebAddress(imageUrl)) line.append(" ", original(imageUrl));
    return line;
  });
  notices.hidden = said.length === 0;
  notices.replaceChildren(...said);
  declared.hidden = !result.declared_ai;
  if (!result.declared_ai) return;
  write(declared, text("declared"));
  declared.title = text("fact_declared_by", result.declared_ai.by);
}

/** There is nothing to know yet. */
export function drawNoNotices() {
  drawn = null;
  notices.hidden = true;
  declared.hidden = true;
}

/** @param {string} href */
function original(href) {
  const link = make("a", "", text("action_own_tab"));
  Object.assign(link, { href, target: "_blank", rel: "noreferrer noopener" });
  return link;
}
