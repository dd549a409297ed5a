/** A browser with the extension in it, a service, and a person who agreed long ago. */

import { Browser } from "./browser.js";
import { begin, until } from "./life.js";
import { Service } from "./service.js";

export const IMAGE = "https://images.example/harbour.png";
export const OTHER = "https://images.example/other.png";

export class Scene {
  browser = new Browser();
  service = new Service();

  async begin() {
    this.browser.local.kept.set("settings", { consented: true });
    await begin(this.browser, this.service);
    return this;
  }

  /** @returns {any} */
  get latest() {
    return this.browser.local.kept.get("latest");
  }

  /** @returns {any} */
  get progress() {
    return this.browser.session.kept.get("progress");
  }

  /** @returns {any} */
  get allowance() {
    return this.browser.session.kept.get("allowance");
  }

  /** @returns {any} */
  get token() {
    return this.browser.local.kept.get("token");
  }

  /** @returns {any} what is known of the account beside its token */
  get account() {
    return this.browser.session.kept.get("account");
  }

  /** Somebody who says yes in the sign-in's window, at once. */
  async connects() {
    this.browser.signIn = this.service.signIn;
    this.say({ type: "connect", reopen: true });
    await until(() => this.account?.email, "connected");
  }

  /** @param {string} state */
  reaches(state) {
    return until(() => this.latest?.state === state, state);
  }

  /** @param {string} srcUrl */
  click(srcUrl) {
    this.browser.fire("menu", { menuItemId: "extract-prompt", srcUrl });
  }

  /** @param {string | object} message */
  say(message) {
    this.browser.fire("message", typeof message === "string" ? { type: message } : message);
  }
}
