import assert from "node:assert/strict";
import { test } from "node:test";

import { eventParser } from "../../extension/lib/sse.js";

const STREAM = [
  "\uFEFF: hello\n\n",
  "id: 1-0\nevent: state\ndata: {\"stage\":\"asking\"}\n\n",
  "id: 2-0\r\nevent: partial\r\ndata: {\"text\":\"雾:\"}\r\n\r\n",
  "data: two\rdata:lines\r\r",
  "event: restart\ndata\n\n",
  "event: nothing\n\n",
  ": \n\n",
  "id: 3-0\nunknown: field\nevent: result\ndata: {}\n\n",
].join("");

const EVENTS = [
  { type: "", data: "", id: "" },
  { type: "state", data: '{"stage":"asking"}', id: "1-0" },
  { type: "partial", data: '{"text":"雾:"}', id: "2-0" },
  { type: "message", data: "two\nlines", id: "2-0" },
  { type: "restart", data: "", id: "2-0" },
  { type: "", data: "", id: "2-0" },
  { type: "result", data: "{}", id: "3-0" },
];

/** @param {string[]} pieces */
function parsed(pieces) {
  const parse = eventParser();
  return pieces.flatMap(parse);
}

test("a stream in one piece", () => {
  assert.deepEqual(parsed([STREAM]), EVENTS);
});

test("a stream cut in two, at every place", () => {
  for (let at = 0; at <= STREAM.length; at += 1) {
    assert.deepEqual(parsed([STREAM.slice(0, at), STREAM.slice(at)]), EVENTS, `cut at ${at}`);
  }
});

test("a stream in pieces of every size", () => {
  for (let size = 1; size <= STREAM.length; size += 1) {
    const pieces = STREAM.match(new RegExp(`[^]{1,${size}}`, "g")) ?? [];
    assert.deepEqual(parsed(pieces), EVENTS, `pieces of ${size}`);
  }
});

test("an event that was not finished is not told", () => {
  assert.deepEqual(parsed(["event: result\ndata: {}\n"]), []);
});

test("an id with a null is ignored, as the standard says", () => {
  assert.equal(parsed(["id: 1\ndata: a\n\nid: \0\ndata: b\n\n"])[1]?.id, "1");
});
