/**
 * The account: a place in the footer with a menu above it, and the same in the settings.
 *
 * @typedef {import("../lib/account.js").Account} Account
 * @typedef {import("../lib/shapes.js").Allowance} Allowance
 * @typedef {import("./account-view.js").AccountView} AccountView
 * @typedef {import("./account-view.js").Way} Way
 */

import { standing } from "../lib/account.js";
import { ourLanguage, text } from "../lib/chrome.js";
import { say } from "../lib/messages.js";
import { accountView, leftInWords } from "./account-view.js";
import { button, make, part, write } from "./dom.js";

/** While a page waits for the account, a worker that was stopped is asked no later than this. */
const WAKE_EVERY_MS = 3000;

/** @type {Map<HTMLElement, string>} what each place shows, so that it is drawn anew only then */
const shown = new Map();

/**
 * What can be said and done, one below the other.
 * @param {HTMLElement} place
 * @param {AccountView} view
 * @param {(way: Way) => void} pressed
 */
export function drawAccount(place, { says, ways }, pressed) {
  const now = JSON.stringify([says, ways]);
  if (shown.get(place) === now) return;
  shown.set(place, now);
  const sentences = says.map(([key, ...places]) => {
    const words = text(key, ...places);
    return make("p", "", key.startsWith("problem_") ? text("trouble_plain", words) : words);
  });
  place.replaceChildren(
    ...sentences,
    ...ways.map((way) => button("way", text(way.key), () => pressed(way))),
  );
}

/**
 * The footer: what is left on the left, whose it is on the right.
 * @param {Account} account
 * @param {Allowance | undefined} allowance
 */
export function drawFooter(account, allowance) {
  const place = part("account", HTMLButtonElement);
  const menu = part("account-menu", HTMLElement);
  const at = standing(account);
  const view = accountView(account, allowance, ourLanguage());
  const { email } = account;
  write(part("allowance", HTMLElement), allowance ? text(...leftInWords(allowance, ourLanguage())) : "");
  write(place, at === "connected" && !view.amiss && email ? email : text(view.label));
  place.title = email ?? "";
  place.classList.toggle("amiss", view.amiss);
  place.disabled = at === "connecting" || at === "leaving";
  // Where there is only one thing to do, the press does it; otherwise it opens the menu.
  place.popoverTargetElement = at === "apart" && !view.amiss ? null : menu;
  drawAccount(menu, view, ({ does }) => {
    if (does !== "ask") menu.hidePopover();
    void press(does, true);
  });
}

/** Listen once. */
export function label() {
  const place = part("account", HTMLButtonElement);
  place.addEventListener("click", () => {
    if (!place.popoverTargetElement) void press("connect", true);
  });
}

/**
 * @param {Way["does"]} does
 * @param {boolean} reopen whether the popup is to be seen again after the sign-in
 */
export function press(does, reopen) {
  return say(does === "connect" ? { type: does, reopen } : { type: does });
}

/**
 * Ask now and then whether somebody is still at it, where that is what the page shows.
 * @param {() => Promise<Account>} read
 */
export function keepAsking(read) {
  setInterval(() => {
    void read().then(({ busy }) => busy && say({ type: "waiting" }));
  }, WAKE_EVERY_MS);
}
