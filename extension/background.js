/**
 * The worker: every listener, added in the first turn, because a stopped worker is started
 * again for an event and misses it otherwise. What each does is told in `lib/`.
 *
 * @typedef {import("./lib/messages.js").Message} Message
 */

import { keepable } from "./lib/address.js";
import {
  addMenuItem,
  isOnline,
  onImageChosen,
  onMessage,
  onStarted,
  openPopup,
  popupIsOpen,
  setDot,
} from "./lib/chrome.js";
import { ask, connect, disconnect, endSession, takeStock } from "./lib/connect.js";
import { goOn } from "./lib/extraction.js";
import { unfinished } from "./lib/machine.js";
import { readLatest, readSettings, readToken } from "./lib/store.js";
import { apply, applyToAccount, choose, forgetAll } from "./lib/writer.js";

onStarted(() => void started());
onImageChosen((imageUrl) => void imageChosen(imageUrl));
onMessage((message) => void heard(/** @type {Message} */ (message)));

/**
 * Nothing is asked before somebody looks. That there is something to look at is marked anew: the
 * browser forgets the dot when it is closed and when the extension is updated.
 */
async function started() {
  addMenuItem();
  if (unfinished(await readLatest())) await setDot(true);
}

/** @param {string} address */
async function imageChosen(address) {
  const imageUrl = keepable(address);
  const { consented = false } = await readSettings();
  await apply({ type: "picked", click: crypto.randomUUID(), imageUrl, consented });
  await Promise.all([goOn(), showPopup()]);
}

/** @param {Message} message */
async function heard(message) {
  switch (message.type) {
    case "opened":
      await Promise.all([setDot(false), takeStock()]);
      if (isOnline()) await apply({ type: "looked" });
      return goOn();
    case "consented":
      await choose({ consented: true });
      await apply({ type: "consented" });
      return goOn();
    case "again":
      await apply({ ...message, click: crypto.randomUUID() });
      return goOn();
    case "dismissed":
    case "back":
      await apply(message);
      return goOn();
    case "worded":
      await apply(message);
      return;
    case "mode":
      return choose({ mode: message.mode });
    case "length":
      return choose({ length: message.length });
    case "language":
      return choose({ language: message.language });
    case "clear": {
      const token = await readToken();
      await Promise.all([forgetAll(), setDot(false)]);
      await Promise.all([goOn(), endSession(token)]);
      return;
    }
    case "connect":
      return connectAccount(message.reopen);
    case "ask":
      return ask();
    case "disconnect":
      return disconnect();
    case "forget": {
      const token = await readToken();
      if (await applyToAccount({ type: "forget" })) await endSession(token);
      return;
    }
    case "noted":
      await applyToAccount({ type: "noted" });
      return;
    case "waiting":
      await takeStock();
      return;
  }
}

/**
 * The popup closed when the sign-in's window opened. It is shown again with what came of it,
 * and what had to wait for an account goes on.
 * @param {boolean} reopen
 */
async function connectAccount(reopen) {
  const end = await connect();
  if (end === "closed") return;
  if (end === "connected") await apply({ type: "joined", click: crypto.randomUUID() });
  const work = end === "connected" ? [ask(), goOn()] : [];
  await Promise.all([reopen ? showPopup() : null, ...work]);
}

/** Show what there is, or mark that there is something where no popup can be opened. */
async function showPopup() {
  try {
    await openPopup();
  } catch {
    await setDot(!(await popupIsOpen()));
  }
}
