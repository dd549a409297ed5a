/**
 * What only a connected account has: its browsers, and a provider's key of its own. Nothing is
 * asked before somebody presses.
 *
 * @typedef {import("../lib/account.js").Account} Account
 * @typedef {import("../lib/shapes.js").Provider} Provider
 * @typedef {import("../lib/shapes.js").Session} Session
 */

import { standing } from "../lib/account.js";
import { askAccount } from "../lib/api.js";
import { ourLanguage, text } from "../lib/chrome.js";
import { deleteKey, endOneSession, putKey, readSessions } from "../lib/member-api.js";
import { button, make, part, write } from "../popup/dom.js";
import { asking } from "./asking.js";

/** @type {Provider[]} */
const PROVIDERS = ["openai", "gemini"];

const browsers = part("browsers", HTMLElement);
const provider = part("provider", HTMLSelectElement);
const key = part("key", HTMLInputElement);
const model = part("model", HTMLInputElement);

/** @param {Account} account */
export function draw(account) {
  const connected = standing(account) === "connected";
  part("of-a-member", HTMLElement).hidden = !connected;
  part("keys", HTMLElement).hidden = !connected;
  if (connected) return;
  browsers.replaceChildren();
  browsers.hidden = true;
  for (const id of ["browsers-said", "keys-said"]) write(part(id, HTMLElement), "");
}

/** Listen once. */
export function listen() {
  part("show-browsers", HTMLElement).addEventListener("click", () => void showBrowsers());
  part("key-form", HTMLFormElement).addEventListener("submit", (event) => {
    event.preventDefault();
    void keep();
  });
  part("show-keys", HTMLElement).addEventListener("click", () => void showKeys());
  part("key-remove", HTMLElement).addEventListener("click", () => void remove());
}

function showBrowsers() {
  return asking(part("browsers-said", HTMLElement), async (token) => {
    const sessions = await readSessions(token);
    browsers.replaceChildren(...sessions.map(line));
    browsers.hidden = false;
    return "";
  });
}

/** @param {Session} session */
function line({ id, created_at, last_used_at, current }) {
  const since = text("options_browser", day(created_at), day(last_used_at));
  if (current) return make("li", "", make("span", "", since), text("options_this_browser"));
  const end = button("way", text("account_leave"), () => {
    void asking(part("browsers-said", HTMLElement), async (token) => {
      await endOneSession(id, token);
      row.remove();
      return text("options_browser_ended");
    });
  });
  end.ariaLabel = `${text("account_leave")}: ${since}`;
  const row = make("li", "", make("span", "", since), end);
  return row;
}

/** @param {string} date */
function day(date) {
  return new Intl.DateTimeFormat(ourLanguage(), { dateStyle: "medium" }).format(new Date(date));
}

/** That a key is there can be told, and its model; the key itself cannot. */
function showKeys() {
  return asking(part("keys-said", HTMLElement), async (token) => {
    const { own_keys } = await askAccount(token);
    const said = PROVIDERS.flatMap((each) => {
      const name = text(`own_key_${each}`);
      const kept = own_keys[each];
      return kept ? [kept.model ? text("own_key_with", name, kept.model) : name] : [];
    });
    return said.join(", ") || text("own_key_none");
  });
}

/** The key leaves the page as soon as it was sent; nothing of it is kept here. */
function keep() {
  return asking(part("keys-said", HTMLElement), async (token) => {
    const named = model.value.trim();
    await putKey(chosen(), { key: key.value.trim(), ...(named && { model: named }) }, token);
    key.value = "";
    return text("own_key_kept", text(`own_key_${chosen()}`));
  });
}

function remove() {
  return asking(part("keys-said", HTMLElement), async (token) => {
    await deleteKey(chosen(), token);
    return text("own_key_gone", text(`own_key_${chosen()}`));
  });
}

/** @returns {Provider} */
function chosen() {
  return provider.value === "gemini" ? "gemini" : "openai";
}
