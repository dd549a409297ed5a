"""The settings of one process, read once from the environment; the only reader of it.

Each is an environment variable with the prefix `PROMPT_LENS_`; `.env.example` lists them
all. Production refuses to start with what is only good enough for development.
"""

import os
from ipaddress import IPv4Network, IPv6Network
from typing import Annotated, Literal, Self
from urllib.parse import parse_qsl, urlsplit

from pydantic import BeforeValidator, Field, ValidationError, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

SHORTEST_KEY = 32
DEVELOPMENT_KEY = "for-development-only-never-in-production"

OPENAI_URL = "https://api.openai.com/v1"
GEMINI_URL = "https://generativelanguage.googleapis.com"
# The SDKs read these by themselves and would send them to whatever server they are given.
SDK_PREFIXES = ("OPENAI_", "GEMINI_", "GOOGLE_")
LOCAL = {"127.0.0.1", "::1", "localhost"}
# libpq's others, the default among them, go on in clear where there is no TLS.
TLS_MODES = {"require", "verify-ca", "verify-full"}
EXTENSION_ID = "lpbgdgnodgmacaklomgepaideidoinkk"


class SettingsError(Exception):
    """The environment does not describe a service that may start; one sentence for each fault."""


def _commas(value: object) -> object:
    if not isinstance(value, str):
        return value
    return [part.strip() for part in value.split(",") if part.strip()]


def _hosts(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [item.strip().partition("=") for item in value.split(",") if item.strip()]
    return {name: endpoint.rpartition(":")[::2] for name, _, endpoint in pairs}


def _weighed(value: object) -> object:
    if not isinstance(value, str):
        return value
    pairs = [item.strip().partition(":") for item in value.split(",") if item.strip()]
    return [(name.strip(), weight.strip() or 0) for name, _, weight in pairs]


CommaList = Annotated[tuple[str, ...], NoDecode, BeforeValidator(_commas)]
Loopback = Literal["127.0.0.1"]
HostMap = Annotated[dict[str, tuple[Loopback, int]], NoDecode, BeforeValidator(_hosts)]
Providers = Annotated[
    tuple[tuple[Literal["openai", "gemini"], Annotated[int, Field(ge=0)]], ...],
    NoDecode,
    BeforeValidator(_weighed),
    Field(min_length=1),
]
AtOnce = Annotated[int, Field(ge=1)] | None
UsdPerDay = Annotated[float, Field(gt=0, allow_inf_nan=False)] | None
ExtensionIds = Annotated[
    tuple[Annotated[str, Field(pattern=r"^[a-p]{32}$")], ...], NoDecode, BeforeValidator(_commas)
]
RedisUrl = Annotated[str, Field(pattern=r"^rediss?(\+cluster)?://.+$")]
BrokerUrl = Annotated[str, Field(pattern=r"^(rediss?://.+)?$")]
SqlUrl = Annotated[str, Field(pattern=r"^(sqlite|postgres(ql)?(\+psycopg)?)://")]
ModelUrl = Annotated[str, Field(pattern=r"^https?://[^/]")]
SqlName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,62}$")]
Secret = Annotated[str, Field(pattern=r"^([!-~]{32,})?$")]
Networks = Annotated[tuple[IPv4Network | IPv6Network, ...], NoDecode, BeforeValidator(_commas)]
Rate = Annotated[str, Field(pattern=r"^[1-9]\d*/(second|minute|hour|day)$")]


class Settings(BaseSettings):
    """What the operator chose. Every default is safe for a developer's machine only."""

    model_config = SettingsConfigDict(
        env_prefix="PROMPT_LENS_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    env: Literal["development", "production"] = "development"
    host: str = "127.0.0.1"
    port: int = Field(8787, ge=1, le=65535)
    public_url: str = ""
    secret_keys: CommaList = (DEVELOPMENT_KEY,)
    redis_url: RedisUrl = "redis://127.0.0.1:6379/0"
    redis_protocol: int = Field(2, ge=2, le=3)
    redis_script_prefix: str = ""
    broker_url: BrokerUrl = ""
    database_url: SqlUrl = "sqlite:///prompt-lens.db"
    operator_token: Secret = ""
    openai_key: str = ""
    openai_base_url: ModelUrl = OPENAI_URL
    openai_model: str = "gpt-5.6-luna"
    openai_api: Literal["auto", "responses", "chat"] = "auto"
    openai_at_once: AtOnce = None
    openai_usd_per_day: UsdPerDay = None
    gemini_key: str = ""
    gemini_base_url: ModelUrl = GEMINI_URL
    gemini_model: str = "gemini-3.5-flash-lite"
    gemini_at_once: AtOnce = None
    gemini_usd_per_day: UsdPerDay = None
    providers: Providers = (("openai", 0), ("gemini", 0))
    image_size: Literal["standard", "economy", "text"] = "standard"
    imgpilot_issuer: str = ""
    imgpilot_client_id: str = ""
    imgpilot_client_secret: str = ""
    credits_table: SqlName = "credit_balance"
    credits_account_column: SqlName = "user_id"
    credits_balance_column: SqlName = "credits"
    extension_ids: ExtensionIds = (EXTENSION_ID,)
    edge_secret: Secret = ""
    edge_peers: Networks = ()
    edge_hops: int = Field(0, ge=0, le=8)
    trial_extractions: int = Field(3, ge=1)
    free_pool_usd_per_day: float = Field(1.0, ge=0, le=1_000_000)
    limit_trials: Rate = "3/day"
    limit_proofs_minute: Rate = "6/minute"
    limit_proofs_day: Rate = "12/day"
    limit_proofs_48: Rate = "60/day"
    limit_account: Rate = "20/minute"
    dev_hosts: HostMap = {}

    @model_validator(mode="after")
    def _filled(self) -> Self:
        # Frozen for everybody else; what follows from other settings is filled in here, once.
        public_url = self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"
        object.__setattr__(self, "public_url", public_url)
        if not self.broker_url:
            object.__setattr__(self, "broker_url", self.redis_url)
        return self

    @model_validator(mode="after")
    def _agrees_with_itself(self) -> Self:
        if "+cluster" in self.broker_url:
            raise ValueError("PROMPT_LENS_BROKER_URL is needed: a queue cannot lie in a cluster.")
        if self.edge_hops and not (self.edge_secret or self.edge_peers):
            raise ValueError("PROMPT_LENS_EDGE_HOPS needs _EDGE_SECRET or _EDGE_PEERS.")
        return self

    @model_validator(mode="after")
    def _good_enough_for_production(self) -> Self:
        if self.env == "production" and (faults := list(self._faults())):
            raise ValueError(" ".join(faults))
        return self

    def _faults(self) -> list[str]:
        real_keys = all(
            len(key) >= SHORTEST_KEY and key != DEVELOPMENT_KEY for key in self.secret_keys
        )
        checks = {
            "PROMPT_LENS_SECRET_KEYS needs keys of 32 characters or more.": real_keys,
            "PROMPT_LENS_PUBLIC_URL must be an https address.": _is_https(self.public_url),
            "PROMPT_LENS_DEV_HOSTS is for development.": not self.dev_hosts,
            "PROMPT_LENS_DATABASE_URL must be PostgreSQL.": self.database_url.startswith(
                "postgres"
            ),
            "PROMPT_LENS_DATABASE_URL must say sslmode=require or stricter unless it is local.": (
                _is_private_database(self.database_url)
            ),
            "PROMPT_LENS_IMGPILOT_ISSUER must be an https address.": _is_https(
                self.imgpilot_issuer
            ),
            "PROMPT_LENS_IMGPILOT_CLIENT_ID and _CLIENT_SECRET are needed.": bool(
                self.imgpilot_client_id and self.imgpilot_client_secret
            ),
            "PROMPT_LENS_REDIS_URL must be rediss:// unless Redis is local.": _is_private(
                self.redis_url
            ),
            "PROMPT_LENS_BROKER_URL must be rediss:// unless Redis is local.": _is_private(
                self.broker_url
            ),
            "PROMPT_LENS_OPENAI_BASE_URL must be https unless it is local.": _is_private(
                self.openai_base_url
            ),
            "PROMPT_LENS_GEMINI_BASE_URL must be https unless it is local.": _is_private(
                self.gemini_base_url
            ),
        }
        return [fault for fault, passed in checks.items() if not passed]


def _is_https(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme == "https" and bool(parts.hostname)


def _is_private(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme.startswith(("rediss", "https")) or parts.hostname in LOCAL


def _is_private_database(url: str) -> bool:
    parts = urlsplit(url)
    said = dict(parse_qsl(parts.query))
    host = said.get("hostaddr", said.get("host", parts.hostname or ""))
    # A path, and no name at all, are a socket of this machine.
    return said.get("sslmode") in TLS_MODES or host in LOCAL or host[:1] in {"", "/"}


def load() -> Settings:
    """Read the environment. Raise SettingsError naming every fault, without any value."""
    for name in [name for name in os.environ if name.startswith(SDK_PREFIXES)]:
        del os.environ[name]
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsError("\n".join(_say(fault) for fault in error.errors())) from None


def _say(fault: ErrorDetails) -> str:
    what = fault["msg"].removeprefix("Value error, ")
    return f"PROMPT_LENS_{str(fault['loc'][0]).upper()}: {what}." if fault["loc"] else what
