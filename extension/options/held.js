/** What is held at the service and here: taken along, erased, cleared. */

import { text } from "../lib/chrome.js";
import { eraseAll, exportAll } from "../lib/member-api.js";
import { say } from "../lib/messages.js";
import { saveFile } from "../popup/copying.js";
import { part, write } from "../popup/dom.js";
import { asking } from "./asking.js";

const FILE = "imgpilot-prompt-lens.json";

const said = part("me-said", HTMLElement);
const sure = part("erase-sure", HTMLElement);
const erase = part("erase", HTMLButtonElement);

/** Listen once. */
export function listen() {
  part("export", HTMLElement).addEventListener("click", () => void takeAlong());
  part("clear", HTMLElement).addEventListener("click", () => void clear());
  erase.addEventListener("click", () => {
    sure.hidden = false;
    part("erase-no", HTMLElement).focus();
  });
  part("erase-no", HTMLElement).addEventListener("click", leave);
  part("erase-yes", HTMLElement).addEventListener("click", () => void eraseIt());
}

function takeAlong() {
  return asking(said, async (token) => {
    saveFile(FILE, `${JSON.stringify(await exportAll(token), null, 2)}\n`, "application/json");
    return text("me_export_done");
  });
}

function eraseIt() {
  leave();
  return asking(said, async (token) => {
    await eraseAll(token);
    await say({ type: "clear" });
    return text("me_erase_done");
  });
}

async function clear() {
  await say({ type: "clear" });
  write(said, text("options_cleared"));
}

function leave() {
  sure.hidden = true;
  erase.focus();
}
