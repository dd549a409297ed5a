/**
 * Server-sent events, read from a fetched body: the browser's own EventSource cannot carry
 * a token. Format: the HTML standard, section 9.2.
 *
 * @typedef {{name: string, data: string, id: string}} ServerEvent
 */

/** Takes text in any pieces and gives the events that have become whole. */
export class EventReader {
  #rest = "";
  #name = "";
  #id = "";
  /** @type {string[]} */
  #data = [];

  /**
   * @param {string} piece
   * @returns {ServerEvent[]}
   */
  feed(piece) {
    const text = this.#rest + piece;
    // A carriage return at the end may be half of a line's end; it waits for what follows.
    const whole = text.endsWith("\r") ? text.slice(0, -1) : text;
    const lines = whole.split(/\r\n|\r|\n/);
    this.#rest = (lines.pop() ?? "") + text.slice(whole.length);
    return lines.flatMap((line) => this.#line(line));
  }

  /**
   * @param {string} line
   * @returns {ServerEvent[]}
   */
  #line(line) {
    if (line === "") return this.#dispatch();
    const [, field = "", value = ""] = /^([^:]*):? ?(.*)$/su.exec(line) ?? [];
    if (field === "event") this.#name = value;
    else if (field === "data") this.#data.push(value);
    else if (field === "id" && !value.includes("\0")) this.#id = value;
    return [];
  }

  /** @returns {ServerEvent[]} */
  #dispatch() {
    const event = { name: this.#name || "message", data: this.#data.join("\n"), id: this.#id };
    const said = this.#data.length > 0;
    this.#name = "";
    this.#data = [];
    return said ? [event] : [];
  }
}
