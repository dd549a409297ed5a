"""The published contract of a call, said once above its view.

`@call(…)` stands under the route. It reads the request's body as the model it names,
writes the model that the view returns, and stays on the view, where `openapi` finds it.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Concatenate, Generic, Literal, ParamSpec, overload

from flask import Flask, request
from pydantic import BaseModel
from typing_extensions import TypeVar
from werkzeug.wrappers import Response

from server import errors
from server.admission.gate import Gate
from server.api import caller
from server.api.payloads import JsonBody, body_of

JSON = "application/json"
FOR_A_WHILE = {"Cache-Control": "public, max-age=3600"}
Answer = BaseModel | tuple[BaseModel, int] | tuple[BaseModel, int, Mapping[str, str]] | Response
Failures = tuple[type[errors.PromptLensError], ...]
P = ParamSpec("P")
M = TypeVar("M", bound=JsonBody)
Body = TypeVar("Body", bound=JsonBody | None, default=None)


@dataclass(frozen=True, kw_only=True, slots=True)
class Call(Generic[Body]):
    """What one call promises.

    `gives` names by status a model, another media type, or None for no body. A view gets
    what it `takes` as its first argument; `form` and `query` are published, and it reads
    them itself. A `claim` is a bearer of whom the call finds out by itself whether their
    trial has ended. `fails` leaves out what `needs` and `takes` bring with them.
    """

    says: str
    gives: Mapping[int, type[BaseModel] | str | None]
    needs: Literal["nothing", "bearer", "account", "claim", "operator"]
    takes: type[Body] | None = None
    form: type[BaseModel] | None = None
    query: type[BaseModel] | None = None
    fails: Failures = field(default=())

    @overload
    def __call__(self: "Call[None]", view: Callable[P, Answer]) -> Callable[P, Response]: ...

    @overload
    def __call__(
        self: "Call[M]", view: Callable[Concatenate[M, P], Answer]
    ) -> Callable[P, Response]: ...

    def __call__(self, view: Callable[..., Answer]) -> Callable[..., Response]:
        """Return the view as Flask calls it: the URL's parameters in, a response out."""
        takes: type[Any] | None = self.takes

        @functools.wraps(view)
        def answered(**parameters: str) -> Response:
            body = () if takes is None else (body_of(takes),)
            return self._written(view(*body, **parameters))

        vars(answered)["promise"] = self
        return answered

    def _written(self, answer: Answer) -> Response:
        if isinstance(answer, Response):
            if answer.status_code not in self.gives:
                raise TypeError(f"{self.says}: {answer.status_code} is not declared")
            return answer
        model, status, headers = _whole(answer)
        if type(model) is not self.gives.get(status):
            raise TypeError(f"{self.says}: {status} {type(model).__name__} is not declared")
        return Response(model.model_dump_json(), status, headers, mimetype=JSON)


call = Call


def promise_of(view: object) -> Call[Any] | None:
    """Return what was said above this view, if anything was."""
    return getattr(view, "promise", None)


def admit(app: Flask, gate: Gate, operator_token: str) -> None:
    """Ask every caller for what the call needs, before its body is looked at."""

    @app.before_request
    def admitted() -> None:
        promise = promise_of(app.view_functions.get(request.endpoint or ""))
        if promise is None or promise.needs == "nothing" or request.method == "OPTIONS":
            return
        if promise.needs == "operator":
            caller.be_operator(operator_token)
            return
        who = caller.subject(gate, looks=promise.needs != "claim")
        if promise.needs == "account" and who.kind != "account":
            raise errors.AccountNeeded


def _whole(
    answer: BaseModel | tuple[BaseModel, int] | tuple[BaseModel, int, Mapping[str, str]],
) -> tuple[BaseModel, int, Mapping[str, str]]:
    if isinstance(answer, BaseModel):
        return answer, 200, {}
    model, status, *rest = answer
    return model, status, rest[0] if rest else {}
