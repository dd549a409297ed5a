/**
 * What else can be done with a prompt: save it, take it to ImgPilot, or have the image looked at
 * again, which asks before it costs.
 *
 * @typedef {import("../lib/machine.js").Latest} Latest
 * @typedef {import("../lib/saving.js").Chosen} Chosen
 * @typedef {import("../lib/shapes.js").Result} Result
 * @typedef {import("./view.js").Kept} Kept
 */

import { standing } from "../lib/account.js";
import { text } from "../lib/chrome.js";
import { IMGPILOT_CREATE } from "../lib/config.js";
import { say } from "../lib/messages.js";
import { asJson, asText, createAt, fileName } from "../lib/saving.js";
import { LANGUAGES, promptLanguage } from "../lib/store.js";
import { saveFile } from "./copying.js";
import { make, part, write } from "./dom.js";
import { againCost, nameKey } from "./view.js";

const create = part("create", HTMLAnchorElement);
const saveMenu = part("save-menu", HTMLElement);
const again = part("again", HTMLButtonElement);
const againMenu = part("again-menu", HTMLElement);
const language = part("again-language", HTMLSelectElement);
const yes = part("again-yes", HTMLButtonElement);

/** @type {{latest: Latest & {result: Result}, chosen: Chosen} | null} */
let shown = null;
/** @type {import("../lib/messages.js").Message} */
let asked = { type: "again", fresh: true };

/** Listen once. */
export function label() {
  write(create, text("create"));
  write(part("save", HTMLElement), text("save"));
  saves("save-text", "txt", (_latest, chosen) => asText(chosen));
  saves("save-json", "json", asJson);
  write(again, text("again"));
  const asks = againMenu.querySelector("label");
  if (asks) write(asks, text("options_language"));
  for (const each of LANGUAGES) {
    const option = make("option", "", text(nameKey("language", each)));
    option.value = each;
    language.append(option);
  }
  yes.addEventListener("click", () => {
    againMenu.hidePopover();
    if (asked.type === "again") void say({ type: "language", language: language.value });
    void say(asked);
  });
}

/**
 * @param {Latest & {result: Result}} latest
 * @param {Chosen} chosen
 * @param {Kept} kept
 */
export function drawTools(latest, chosen, { allowance, account, settings }) {
  shown = { latest, chosen };
  part("tools", HTMLElement).hidden = false;
  const href = createAt(IMGPILOT_CREATE, chosen.prompt);
  create.hidden = href === null;
  if (href !== null) create.href = href;
  // A file says the same however often it is read.
  again.hidden = latest.result.origin === "embedded";
  const member = standing(account) === "connected";
  const { key, does } = againCost(latest.charge, allowance, member);
  write(part("again-cost", HTMLElement), text(key));
  asked = does === "connect" ? { type: does, reopen: true } : { type: "again", fresh: true };
  yes.hidden = does === null;
  write(yes, text(does === "connect" ? "action_connect" : "again_yes"));
  if (!againMenu.matches(":popover-open")) language.value = promptLanguage(settings);
}

/** Nothing can be done with what is not there. */
export function drawNoTools() {
  shown = null;
  part("tools", HTMLElement).hidden = true;
}

/**
 * @param {string} id
 * @param {"txt" | "json"} kind
 * @param {(latest: Latest & {result: Result}, chosen: Chosen) => string} said
 */
function saves(id, kind, said) {
  const button = part(id, HTMLButtonElement);
  write(button, text(`save_${kind}`));
  button.addEventListener("click", () => {
    saveMenu.hidePopover();
    if (!shown) return;
    const { latest, chosen } = shown;
    const type = kind === "json" ? "application/json" : "text/plain";
    saveFile(fileName(latest.result.title, chosen.mode, kind), said(latest, chosen), type);
  });
}
