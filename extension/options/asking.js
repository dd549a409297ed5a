/** Asking the service from the settings page: with the token that is kept, and saying what came of it. */

import { Refused, tokenRefused } from "../lib/api.js";
import { text } from "../lib/chrome.js";
import { say } from "../lib/messages.js";
import { sentenceKey } from "../lib/problems.js";
import { readToken } from "../lib/store.js";
import { write } from "../popup/dom.js";

/**
 * @param {HTMLElement} said where what came of it is said
 * @param {(token: string) => Promise<string>} asks with the token; returns what to say
 */
export async function asking(said, asks) {
  const token = await readToken();
  if (!token?.token) return write(said, text("me_nothing"));
  write(said, text("account_asking"));
  try {
    write(said, await asks(token.token));
  } catch (error) {
    const isOver = tokenRefused(error);
    // The worker finds out by itself, and the page shows it.
    if (isOver && token.kind === "session") await say({ type: "ask" });
    const over = token.kind === "session" ? "account_ended" : "token_expired";
    const silent = error instanceof Refused ? error.problem.code : "service_unreachable";
    write(said, text("trouble_plain", text(sentenceKey(isOver ? over : silent))));
  }
}
