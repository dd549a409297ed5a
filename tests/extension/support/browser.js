/**
 * A browser small enough to be stopped between any two steps. Its storage lives on when a
 * worker is stopped, as the real one's does.
 */

/** @typedef {() => Promise<void>} Step what every call waits for first */

export const REDIRECT = "https://lpbgdgnodgmacaklomgepaideidoinkk.chromiumapp.org/";

export class Storage {
  /** @type {Map<string, unknown>} */
  kept = new Map();
  /** @type {Set<string>} every key ever written */
  everWritten = new Set();
  /** @type {Step} */
  step = async () => {};

  /** @param {string} key */
  async get(key) {
    return structuredClone({ [key]: this.kept.get(key) });
  }

  /** @param {Record<string, unknown>} values */
  async set(values) {
    await this.step();
    for (const [key, value] of Object.entries(structuredClone(values))) {
      this.kept.set(key, value);
      this.everWritten.add(key);
    }
    await this.step();
  }

  /** @param {string} key */
  async remove(key) {
    await this.step();
    this.kept.delete(key);
    await this.step();
  }

  async clear() {
    this.kept.clear();
  }
}

export class Browser {
  local = new Storage();
  session = new Storage();
  popupOpen = false;
  canOpenPopup = true;
  isOnline = true;
  dot = "";
  language = "en";
  /** @type {URL[]} each address that a sign-in's window was opened with */
  windows = [];
  /** @type {(url: URL) => Promise<string>} what becomes of the window; see `Service.signIn` */
  signIn = async () => {
    throw new Error("The user did not approve access.");
  };
  /** @type {Record<string, ((...args: any[]) => void)[]>} */
  listeners = {};

  /** @param {Step} step */
  stopAt(step) {
    this.local.step = step;
    this.session.step = step;
  }

  /** What the modules see as `chrome`. */
  api() {
    /** @param {string} name */
    const event = (name) => ({
      addListener: (/** @type {(...args: any[]) => void} */ listener) => {
        (this.listeners[name] ??= []).push(listener);
      },
    });
    return {
      storage: { local: this.local, session: this.session, onChanged: event("stored") },
      runtime: {
        onInstalled: event("installed"),
        onStartup: event("startup"),
        onMessage: event("message"),
        getContexts: async () => (this.popupOpen ? [{}] : []),
        getPlatformInfo: async () => ({}),
      },
      identity: {
        getRedirectURL: () => REDIRECT,
        launchWebAuthFlow: async (/** @type {{url: string, interactive: boolean}} */ { url }) => {
          await this.local.step();
          this.windows.push(new URL(url));
          this.popupOpen = false;
          const address = await this.signIn(new URL(url));
          await this.local.step();
          return address;
        },
      },
      contextMenus: { onClicked: event("menu"), removeAll() {}, create() {} },
      action: {
        setBadgeText: async (/** @type {{text: string}} */ { text }) => void (this.dot = text),
        setBadgeBackgroundColor: async () => {},
        setBadgeTextColor: async () => {},
        openPopup: async () => {
          if (!this.canOpenPopup || this.popupOpen) throw new Error("no window, or it is open");
          this.popupOpen = true;
        },
      },
      i18n: { getMessage: () => this.language },
    };
  }

  /**
   * Let something happen to the extension.
   * @param {string} name
   * @param {...unknown} args
   */
  fire(name, ...args) {
    for (const listener of this.listeners[name] ?? []) listener(...args);
  }
}
