/** The settings: the language of prompts, what is kept, and one button that clears it all. */

import { onStored, ourLanguage, text } from "../lib/chrome.js";
import { say } from "../lib/messages.js";
import {
  LANGUAGES,
  promptLanguage,
  readAccount,
  readAllowance,
  readSettings,
} from "../lib/store.js";
import { accountView } from "../popup/account-view.js";
import { drawAccount, keepAsking, press } from "../popup/account.js";
import { make, part, write } from "../popup/dom.js";
import { nameKey } from "../popup/view.js";

const SAID_FOR_MS = 1500;

const language = part("language", HTMLSelectElement);
const clear = part("clear", HTMLButtonElement);

async function draw() {
  const [settings, account, allowance] = await Promise.all([
    readSettings(),
    readAccount(),
    readAllowance(),
  ]);
  language.value = promptLanguage(settings);
  const view = accountView(account, allowance, ourLanguage());
  drawAccount(part("account", HTMLElement), view, ({ does }) => void press(does, false));
}

function label() {
  document.documentElement.lang = ourLanguage();
  write(part("title", HTMLElement), text("options_title"));
  write(part("language-label", HTMLElement), text("options_language"));
  write(part("account-label", HTMLElement), text("account_label"));
  write(part("privacy", HTMLElement), text("options_privacy"));
  write(part("kept", HTMLElement), text("options_kept"));
  write(clear, text("options_clear"));
  for (const each of LANGUAGES) {
    const option = make("option", "", text(nameKey("language", each)));
    option.value = each;
    language.append(option);
  }
  language.addEventListener("change", () => {
    void say({ type: "language", language: language.value });
  });
  clear.addEventListener("click", () => void clearAll());
}

async function clearAll() {
  await say({ type: "clear" });
  write(clear, text("options_cleared"));
  setTimeout(() => write(clear, text("options_clear")), SAID_FOR_MS);
}

label();
onStored(() => void draw());
await draw();
await say({ type: "waiting" });
keepAsking(readAccount);
