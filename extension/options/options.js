/** The settings: how prompts are written, the account, and what is kept here and at the service. */

import { onStored, ourLanguage, text } from "../lib/chrome.js";
import { API_BASE } from "../lib/config.js";
import { say } from "../lib/messages.js";
import {
  LANGUAGES,
  promptLanguage,
  readAccount,
  readAllowance,
  readSettings,
} from "../lib/store.js";
import { LENGTHS } from "../lib/wording.js";
import { accountView } from "../popup/account-view.js";
import { drawAccount, keepAsking, press } from "../popup/account.js";
import { make, part, write } from "../popup/dom.js";
import { nameKey, ORDER } from "../popup/view.js";
import * as held from "./held.js";
import * as member from "./member.js";

const language = part("language", HTMLSelectElement);
const mode = part("mode", HTMLSelectElement);
const length = part("length", HTMLSelectElement);

async function draw() {
  const [settings, account, allowance] = await Promise.all([
    readSettings(),
    readAccount(),
    readAllowance(),
  ]);
  language.value = promptLanguage(settings);
  mode.value = settings.mode ?? ORDER[0] ?? "";
  length.value = settings.length ?? "normal";
  const view = accountView(account, allowance, ourLanguage());
  drawAccount(part("account", HTMLElement), view, ({ does }) => void press(does, false));
  member.draw(account);
}

function label() {
  document.documentElement.lang = ourLanguage();
  for (const element of document.querySelectorAll("[data-text]")) {
    write(element, text(element.getAttribute("data-text") ?? ""));
  }
  part("policy", HTMLAnchorElement).href = `${API_BASE}/privacy`;
  choices(language, "language", LANGUAGES);
  choices(mode, "mode", ORDER);
  choices(length, "length", LENGTHS);
  language.addEventListener("change", () => {
    void say({ type: "language", language: language.value });
  });
  mode.addEventListener("change", () => void say({ type: "mode", mode: mode.value }));
  length.addEventListener("change", () => {
    const chosen = LENGTHS.find((each) => each === length.value) ?? "normal";
    void say({ type: "length", length: chosen });
  });
}

/**
 * @param {HTMLSelectElement} place
 * @param {string} kind
 * @param {string[]} ids
 */
function choices(place, kind, ids) {
  for (const id of ids) {
    const option = make("option", "", text(nameKey(kind, id)));
    option.value = id;
    place.append(option);
  }
}

label();
held.listen();
member.listen();
onStored(() => void draw());
await draw();
await say({ type: "waiting" });
keepAsking(readAccount);
