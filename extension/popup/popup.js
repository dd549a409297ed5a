/**
 * The popup: a view of what is kept. It draws what is there, draws again when that changes,
 * and tells the worker what a person pressed; it writes nothing and asks the service nothing.
 *
 * @typedef {import("../lib/machine.js").Latest} Latest
 * @typedef {import("./view.js").Kept} Kept
 */

import { onStored, openOptions, ourLanguage, text } from "../lib/chrome.js";
import { say } from "../lib/messages.js";
import {
  readAccount,
  readAllowance,
  readLatest,
  readProgress,
  readSettings,
} from "../lib/store.js";
import * as account from "./account.js";
import * as answer from "./answer.js";
import * as details from "./details.js";
import { part, write } from "./dom.js";
import * as notices from "./notices.js";
import * as tools from "./tools.js";
import * as trouble from "./trouble.js";
import { nameKey, step } from "./view.js";

const picture = part("picture", HTMLImageElement);
const stage = part("stage", HTMLElement);
const origin = part("origin", HTMLElement);

/** While somebody waits, a worker that was stopped is woken no later than this. */
const WAKE_EVERY_MS = 3000;

/** The click and state that were drawn last, so that focus moves only when something happened. */
let drawn = "";
/** Only the newest reading is drawn: an older one may come back later. */
let reading = 0;

/** @returns {Promise<Kept>} */
async function kept() {
  const latest = await readLatest();
  const [progress, settings, allowance, member] = await Promise.all([
    latest ? readProgress(latest.click) : null,
    readSettings(),
    readAllowance(),
    readAccount(),
  ]);
  return { latest, progress, settings, allowance, account: member };
}

async function draw() {
  reading += 1;
  const mine = reading;
  const all = await kept();
  if (mine !== reading) return;
  const { latest } = all;
  const state = latest?.state ?? "empty";
  document.body.dataset["state"] = state;
  part("welcome", HTMLElement).hidden = state !== "empty" && state !== "consent";
  part("image", HTMLElement).hidden = state === "empty" || state === "consent";
  part("trouble", HTMLElement).hidden = state !== "failed";
  part("answer", HTMLElement).hidden = state === "failed";
  account.drawFooter(all.account, all.allowance);
  if (!latest || state === "consent") drawWelcome(state === "consent");
  else drawImage(latest, all);
  const now = `${latest?.click} ${state}`;
  if (now !== drawn && state === "done") answer.focusCopy();
  drawn = now;
}

/**
 * The image itself is not loaded before the person has agreed: its host would see a request.
 * @param {boolean} firstTime
 */
function drawWelcome(firstTime) {
  picture.removeAttribute("src");
  write(part("welcome-words", HTMLElement), text(firstTime ? "consent_what" : "empty"));
  part("welcome-private", HTMLElement).hidden = !firstTime;
  part("consent", HTMLElement).hidden = !firstTime;
}

/**
 * @param {Latest} latest
 * @param {Kept} all
 */
function drawImage(latest, all) {
  const { progress, account: member } = all;
  if (picture.getAttribute("src") !== latest.imageUrl) {
    picture.classList.remove("missing");
    picture.src = latest.imageUrl;
  }
  const { result, problem, state } = latest;
  const plain = text(state === "failed" ? "title_failed" : "title_none");
  write(part("title", HTMLElement), result?.title || plain);
  origin.hidden = !result;
  const bar = part("bar", HTMLElement);
  if (result) {
    const meaning = text(`origin_${result.origin}_meaning`);
    write(origin, text(nameKey("origin", result.origin)));
    origin.dataset["origin"] = result.origin;
    origin.title = meaning;
    write(stage, meaning);
    drawDone({ ...latest, result }, all);
  } else if (problem) {
    write(stage, "");
    trouble.drawTrouble(latest, problem, member);
    details.drawDetails(latest, "");
  } else {
    const { key, percent } = step(latest, progress);
    write(stage, text(key));
    bar.style.setProperty("--far", `${percent}%`);
    answer.drawGrowing(progress);
    details.drawNothing();
  }
  if (result || problem) bar.style.setProperty("--far", "0%");
  if (!problem) trouble.drawNoTrouble();
  if (!result) {
    notices.drawNoNotices();
    tools.drawNoTools();
  }
}

/**
 * @param {Latest & {result: import("../lib/shapes.js").Result}} latest
 * @param {Kept} all
 */
function drawDone(latest, all) {
  const chosen = answer.drawAnswer(latest, all.settings);
  notices.drawNotices(latest);
  tools.drawTools(latest, chosen, all);
  details.drawDetails(latest, chosen.mode);
}

function label() {
  document.documentElement.lang = ourLanguage();
  picture.alt = text("image_alt");
  picture.addEventListener("error", () => picture.classList.add("missing"));
  write(part("name", HTMLElement), text("app_name"));
  write(part("welcome-private", HTMLElement), text("consent_private"));
  const consent = part("consent", HTMLElement);
  write(consent, text("consent_button"));
  consent.addEventListener("click", () => void say({ type: "consented" }));
  const settings = part("settings", HTMLElement);
  settings.title = text("settings_link");
  settings.ariaLabel = text("settings_link");
  settings.addEventListener("click", () => void openOptions());
  account.label();
  answer.label(() => void draw());
  tools.label();
  details.label();
  trouble.label();
}

label();
onStored(() => void draw());
await draw();
await say({ type: "opened" });
account.keepAsking(readAccount);
setInterval(() => {
  if (/starting|working/.test(document.body.dataset["state"] ?? "")) void say({ type: "opened" });
}, WAKE_EVERY_MS);
