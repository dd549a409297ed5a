"""Somebody who uses the API as the extension does."""

import json
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from typing import Any, Self

import httpx2


@dataclass
class Told:
    """One server-sent event."""

    id: str
    name: str
    data: Any


class Visitor:
    """A trial and its calls. Every method returns the response as it came."""

    def __init__(self, url: str) -> None:
        self.http = httpx2.Client(base_url=url, trust_env=False, timeout=30)
        self.token = ""

    def __enter__(self) -> Self:
        answer = self.http.post("/v1/trial")
        assert answer.status_code == 201, answer.text
        self.token = answer.json()["token"]
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}

    def prove(self, image_url: str, **more: object) -> httpx2.Response:
        return self.http.post(
            "/v1/proofs", json={"image_url": image_url, **more}, headers=self.headers
        )

    def remaining(self, image_url: str) -> int:
        """Return how many uses are left, as a new proof says."""
        proven = self.prove(image_url)
        assert proven.status_code == 201, proven.text
        count: int = proven.json()["allowance"]["remaining"]
        return count

    def redeem(self, image_url: str, proof: str, **more: object) -> httpx2.Response:
        return self.http.post(
            "/v1/extractions",
            json={"image_url": image_url, "proof": proof, **more},
            headers=self.headers,
        )

    def start(self, image_url: str, **more: object) -> str:
        """Prove and redeem; return the job's id."""
        proven = self.prove(image_url, **more)
        assert proven.status_code == 201, proven.text
        redeemed = self.redeem(image_url, proven.json()["proof"], **more)
        assert redeemed.status_code == 202, redeemed.text
        job_id: str = redeemed.json()["id"]
        assert job_id == proven.json()["id"]
        return job_id

    def events(self, job_id: str, last: str | None = None) -> Generator[Told]:
        headers = {**self.headers, **({"Last-Event-ID": last} if last else {})}
        with self.http.stream("GET", f"/v1/extractions/{job_id}/events", headers=headers) as answer:
            assert answer.status_code == 200, answer.read()
            yield from told(answer.iter_lines())

    def job(self, job_id: str) -> dict[str, Any]:
        answer = self.http.get(f"/v1/extractions/{job_id}", headers=self.headers)
        assert answer.status_code == 200, answer.text
        job: dict[str, Any] = answer.json()
        return job

    def extract(self, image_url: str, **more: object) -> dict[str, Any]:
        """Go the whole way and return the ended job."""
        *_, last = self.events(self.start(image_url, **more))
        assert last.name in {"result", "problem"}
        job: dict[str, Any] = last.data
        return job


def told(lines: Iterator[str]) -> Iterator[Told]:
    fields: dict[str, str] = {}
    for line in lines:
        if not line and fields:
            yield Told(fields["id"], fields["event"], json.loads(fields["data"]))
            fields = {}
        elif line and not line.startswith(":"):
            name, _, value = line.partition(": ")
            fields[name] = value
