/**
 * Server-sent events out of text that arrives in any pieces. Pure.
 *
 * @typedef {{type: string, data: string, id: string}} ServerEvent a comment has type "" and no data
 */

/**
 * Make a parser: give it pieces, it returns the events that they complete. A comment is
 * returned too, because on this wire it is the heartbeat.
 * @returns {(piece: string) => ServerEvent[]}
 */
export function eventParser() {
  let rest = "";
  let type = "";
  let id = "";
  /** @type {string[]} */
  let data = [];
  let atStart = true;

  /**
   * @param {string} line
   * @returns {ServerEvent | null}
   */
  function take(line) {
    if (line === "") {
      const event = data.length > 0 ? { type: type || "message", data: data.join("\n"), id } : null;
      type = "";
      data = [];
      return event;
    }
    if (line.startsWith(":")) return { type: "", data: "", id };
    const colon = line.indexOf(":");
    const field = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (field === "event") type = value;
    if (field === "data") data.push(value);
    if (field === "id" && !value.includes("\0")) id = value;
    return null;
  }

  return (piece) => {
    rest += piece;
    if (atStart && rest !== "") {
      rest = rest.replace(/^\uFEFF/, "");
      atStart = false;
    }
    const events = [];
    for (;;) {
      const end = rest.search(/[\r\n]/);
      // A carriage return at the very end may be half of a pair: wait for what follows it.
      if (end < 0 || (rest[end] === "\r" && end === rest.length - 1)) return events;
      const event = take(rest.slice(0, end));
      rest = rest.slice(end + (rest.startsWith("\r\n", end) ? 2 : 1));
      if (event) events.push(event);
    }
  };
}
