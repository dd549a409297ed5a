/**
 * What the pages say to the worker. They never write what is kept: they ask, the worker
 * writes, and they draw what was written.
 *
 * @typedef {{type: "opened"}} Opened the popup is looking: take the dot away, go on if unfinished
 * @typedef {{type: "consented"}} Consented the first-time button was pressed
 * @typedef {{type: "again", fresh?: boolean}} Again the same image once more; `fresh`: looked at anew
 * @typedef {{type: "dismissed"}} Dismissed put the latest image away
 * @typedef {{type: "back"}} Back to the prompt that there was before it was asked for anew
 * @typedef {{type: "worded", click: string, hand: import("./wording.js").Hand}} Worded a person
 *   changed what the prompts of that click say
 * @typedef {{type: "mode", mode: string}} ModeChosen a tab was chosen
 * @typedef {{type: "length", length: import("./wording.js").Length}} LengthChosen how long it is said
 * @typedef {{type: "language", language: string}} LanguageChosen the language prompts are written in
 * @typedef {{type: "clear"}} Clear forget everything
 * @typedef {{type: "connect", reopen: boolean}} Connect an account; `reopen` shows the popup after it
 * @typedef {{type: "ask"}} Ask who the account is, and what it has left
 * @typedef {{type: "disconnect"}} Disconnect the account
 * @typedef {{type: "forget"}} Forget the account here, whatever the service says
 * @typedef {{type: "noted"}} Noted what went wrong with the account was read
 * @typedef {{type: "waiting"}} Waiting a page waits for the account: is somebody still at it
 * @typedef {Connect | Ask | Disconnect | Forget | Noted | Waiting} OfTheAccount
 * @typedef {ModeChosen | LengthChosen | LanguageChosen} Chosen
 * @typedef {Opened | Consented | Again | Dismissed | Back | Worded | Chosen | Clear} OfTheImage
 * @typedef {OfTheImage | OfTheAccount} Message
 */

import { sendMessage } from "./chrome.js";

/**
 * @param {Message} message
 * @returns {Promise<void>}
 */
export function say(message) {
  return sendMessage(message);
}
