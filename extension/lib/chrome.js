/**
 * The only file that touches the browser's own API, for three reasons: what we ask of the
 * browser can be read on one page, tests replace one object, and the pages stay plain.
 *
 * Every call looks `chrome` up when it happens, so that a test may put its own there first.
 */

const MENU_ID = "extract-prompt";

/** @typedef {"local" | "session"} Area */

/**
 * Read one key of an area.
 * @param {Area} area
 * @param {string} key
 * @returns {Promise<unknown>}
 */
export async function read(area, key) {
  return (await chrome.storage[area].get(key))[key];
}

/**
 * Write one key; undefined removes it.
 * @param {Area} area
 * @param {string} key
 * @param {unknown} value
 */
export function write(area, key, value) {
  const store = chrome.storage[area];
  return value === undefined ? store.remove(key) : store.set({ [key]: value });
}

/** Forget everything that was ever kept. */
export async function clearStorage() {
  await Promise.all([chrome.storage.local.clear(), chrome.storage.session.clear()]);
}

/** @param {() => void} listener */
export function onStored(listener) {
  chrome.storage.onChanged.addListener(listener);
}

/** @param {() => void} listener called when the extension or the browser has just started */
export function onStarted(listener) {
  chrome.runtime.onInstalled.addListener(listener);
  chrome.runtime.onStartup.addListener(listener);
}

/**
 * @param {(imageUrl: string) => void} listener called for each choice of the menu's item; with
 *   nothing where the address is longer than the browser hands on
 */
export function onImageChosen(listener) {
  chrome.contextMenus.onClicked.addListener((info) => {
    if (info.menuItemId === MENU_ID) listener(info.srcUrl ?? "");
  });
}

/** Put the item into the menu of images, in the language the browser has today. */
export function addMenuItem() {
  chrome.contextMenus.removeAll(() => {
    chrome.contextMenus.create({ id: MENU_ID, title: text("menu_extract"), contexts: ["image"] });
  });
}

/** Where a sign-in comes back to; the browser catches it, no page is loaded. */
export function redirectUri() {
  return chrome.identity.getRedirectURL();
}

/**
 * Open a window to sign in, and wait for the address that it comes back with.
 * @param {string} url
 * @returns {Promise<string | null>} null where the person closed the window
 */
export async function openSignIn(url) {
  try {
    return (await chrome.identity.launchWebAuthFlow({ url, interactive: true })) ?? null;
  } catch (error) {
    // The browser has no other sign for it than its words, which are never translated.
    if (/did not approve/.test(String(error))) return null;
    throw error;
  }
}

/** @param {(message: unknown) => void} listener */
export function onMessage(listener) {
  chrome.runtime.onMessage.addListener((message) => {
    listener(message);
  });
}

/** @param {object} message */
export async function sendMessage(message) {
  await chrome.runtime.sendMessage(message);
}

/** Open the popup; rejects where the browser has no window to put it in. */
export function openPopup() {
  return chrome.action.openPopup();
}

/** @returns {Promise<boolean>} whether somebody is looking at the popup now */
export async function popupIsOpen() {
  const popups = await chrome.runtime.getContexts({
    contextTypes: [/** @type {chrome.runtime.ContextType} */ ("POPUP")],
  });
  return popups.length > 0;
}

/**
 * Show or take away the dot on the toolbar's button.
 * @param {boolean} shown
 */
export async function setDot(shown) {
  await chrome.action.setBadgeBackgroundColor({ color: "#4F46E5" });
  await chrome.action.setBadgeTextColor({ color: "#FFFFFF" });
  await chrome.action.setBadgeText({ text: shown ? "•" : "" });
}

/**
 * Any call of the browser's API puts off the moment at which an idle worker is stopped;
 * waiting for the network alone does not.
 */
export async function stayAwake() {
  await chrome.runtime.getPlatformInfo();
}

/**
 * A sentence in the person's language.
 * @param {string} key
 * @param {...string} substitutions
 */
export function text(key, ...substitutions) {
  return chrome.i18n.getMessage(key, substitutions);
}

/**
 * The language our sentences are in, as they say themselves: the browser's own answers can
 * name another one than it took the sentences from.
 * @returns {string} as in `lang`
 */
export function ourLanguage() {
  return text("this_language");
}

/** Whether the browser has a network at all; that anybody answers there is not said. */
export function isOnline() {
  return navigator.onLine;
}

/** Open the page of settings. */
export function openOptions() {
  return chrome.runtime.openOptionsPage();
}
