"""The dialects of the loopback provider: how each frames, begins, goes on and ends."""

import json
from abc import ABC, abstractmethod
from typing import Any, Literal

from tests.support import spec

Event = dict[str, Any]
Ending = Literal["whole", "refuse", "incomplete", "failed", "unended"]
SECRET = "sk-secret must never be shown"
TOKENS_IN, TOKENS_OUT = 1200, 300


class Wire(ABC):
    """One dialect."""

    name: str
    path: str
    model: str
    done = b""

    @abstractmethod
    def request_faults(self, body: Event) -> list[str]: ...

    @abstractmethod
    def event_faults(self, event: Event) -> list[str]: ...

    def opening(self) -> list[Event]:
        return []

    @abstractmethod
    def delta(self, text: str) -> Event: ...

    @abstractmethod
    def ending(self, ending: Ending, text: str) -> list[Event]: ...

    def frame(self, event: Event) -> bytes:
        return f"data: {json.dumps(event)}\n\n".encode()

    def error(self, status: int, code: str | None = None) -> Event:
        """The body of an answer that is an error."""
        return {"error": {"message": SECRET, "type": "server_error", "code": code}}


class Responses(Wire):
    name, path, model = "responses", "/v1/responses", "gpt-5.6-luna"

    def request_faults(self, body: Event) -> list[str]:
        return spec.faults("CreateResponse", body, closed=True)

    def event_faults(self, event: Event) -> list[str]:
        return spec.faults("ResponseStreamEvent", event)

    def opening(self) -> list[Event]:
        item = {
            "type": "message", "id": "msg_1", "status": "in_progress", "role": "assistant",
            "content": [],
        }  # fmt: skip
        return [
            {"type": "response.created", "response": self._response("in_progress")},
            {"type": "response.output_item.added", "output_index": 0, "item": item},
        ]

    def delta(self, text: str) -> Event:
        return {
            "type": "response.output_text.delta", "item_id": "msg_1", "output_index": 0,
            "content_index": 0, "delta": text, "logprobs": [],
        }  # fmt: skip

    def ending(self, ending: Ending, text: str) -> list[Event]:
        if ending == "unended":
            return []
        if ending == "incomplete":
            why = {"reason": "max_output_tokens"}
            response = self._response("incomplete", incomplete_details=why, usage=self._usage())
            return [{"type": "response.incomplete", "response": response}]
        if ending == "failed":
            error = {"code": "server_error", "message": SECRET}
            return [{"type": "response.failed", "response": self._response("failed", error=error)}]
        completed = self._response("completed", text, usage=self._usage())
        refusal = {
            "type": "response.refusal.delta", "item_id": "msg_1", "output_index": 0,
            "content_index": 0, "delta": "I cannot",
        }  # fmt: skip
        before = [refusal] if ending == "refuse" else []
        return [*before, {"type": "response.completed", "response": completed}]

    def frame(self, event: Event) -> bytes:
        return f"event: {event['type']}\n".encode() + super().frame(event)

    def _response(self, status: str, text: str = "", **more: object) -> Event:
        content = [{"type": "output_text", "text": text, "annotations": [], "logprobs": []}]
        message = {
            "type": "message", "id": "msg_1", "status": "completed", "role": "assistant",
            "content": content,
        }  # fmt: skip
        return {
            "id": "resp_1", "object": "response", "created_at": 1, "status": status, "error": None,
            "incomplete_details": None, "instructions": None, "metadata": {},
            "model": self.model, "output": [message] if text else [],
            "parallel_tool_calls": True, "temperature": 1, "tool_choice": "auto", "tools": [],
            "top_p": 1, **more,
        }  # fmt: skip

    def _usage(self) -> Event:
        return {
            "input_tokens": TOKENS_IN,
            "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
            "output_tokens": TOKENS_OUT, "output_tokens_details": {"reasoning_tokens": 0},
            "total_tokens": TOKENS_IN + TOKENS_OUT,
        }  # fmt: skip


class Chat(Wire):
    name, path, model = "chat", "/v1/chat/completions", "gpt-5.6-luna"
    done = b"data: [DONE]\n\n"

    def request_faults(self, body: Event) -> list[str]:
        return spec.faults("CreateChatCompletionRequest", body, closed=True)

    def event_faults(self, event: Event) -> list[str]:
        if "error" in event:
            return []
        return spec.faults("CreateChatCompletionStreamResponse", event)

    def opening(self) -> list[Event]:
        return [self._chunk({"role": "assistant", "content": ""})]

    def delta(self, text: str) -> Event:
        return self._chunk({"content": text})

    def ending(self, ending: Ending, text: str) -> list[Event]:
        if ending == "unended":
            return []
        if ending == "failed":
            return [self.error(500, "server_error")]
        refusal = [self._chunk({"refusal": "I cannot"})] if ending == "refuse" else []
        reason = "length" if ending == "incomplete" else "stop"
        usage = {
            "prompt_tokens": TOKENS_IN, "completion_tokens": TOKENS_OUT,
            "total_tokens": TOKENS_IN + TOKENS_OUT,
        }  # fmt: skip
        last = {**self._chunk({}), "choices": [], "usage": usage}
        return [*refusal, self._chunk({}, reason), last]

    def _chunk(self, delta: Event, finish: str | None = None) -> Event:
        return {
            "id": "chatcmpl_1", "object": "chat.completion.chunk", "created": 1,
            "model": self.model, "usage": None,
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }  # fmt: skip


class Gemini(Wire):
    name, model = "gemini", "gemini-3.5-flash-lite"
    path = "/v1beta/models/"

    def request_faults(self, body: Event) -> list[str]:
        return spec.gemini_faults("GenerateContentRequest", body)

    def event_faults(self, event: Event) -> list[str]:
        return [] if "error" in event else spec.gemini_faults("GenerateContentResponse", event)

    def delta(self, text: str) -> Event:
        return self._chunk({"content": {"role": "model", "parts": [{"text": text}]}})

    def ending(self, ending: Ending, text: str) -> list[Event]:
        if ending == "unended":
            return []
        if ending == "failed":
            return [self.error(503)]
        reasons = {"incomplete": "MAX_TOKENS", "refuse": "PROHIBITED_CONTENT"}
        return [self._chunk({"finishReason": reasons.get(ending, "STOP")})]

    def error(self, status: int, code: str | None = None) -> Event:
        info = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": code}
        details = [info] if code else []
        return {"error": {"code": status, "message": SECRET, "status": "X", "details": details}}

    def blocked(self) -> Event:
        return {"promptFeedback": {"blockReason": "PROHIBITED_CONTENT"}, "modelVersion": self.model}

    def _chunk(self, candidate: Event) -> Event:
        usage = {"promptTokenCount": TOKENS_IN, "candidatesTokenCount": TOKENS_OUT}
        return {
            "candidates": [{"index": 0, **candidate}], "usageMetadata": usage,
            "modelVersion": self.model, "responseId": "r1",
        }  # fmt: skip


WIRES: dict[str, Wire] = {wire.name: wire for wire in (Responses(), Chat(), Gemini())}


def spoken_at(path: str) -> Wire:
    """Return the dialect that a request to `path` speaks."""
    (wire,) = [wire for wire in WIRES.values() if path.startswith(wire.path)]
    return wire
