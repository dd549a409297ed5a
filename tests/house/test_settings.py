"""What may start, and what is told to an operator whose settings may not."""

import pytest

from server.settings import SettingsError, load

GOOD = {
    "ENV": "production",
    "SECRET_KEYS": "a" * 32 + "," + "b" * 32,
    "PUBLIC_URL": "https://lens.example.org",
    "DATABASE_URL": "postgresql://ledger.example.org/lens?sslmode=verify-full",
    "IMGPILOT_ISSUER": "https://accounts.example.org",
    "IMGPILOT_CLIENT_ID": "prompt-lens",
    "IMGPILOT_CLIENT_SECRET": "c" * 32,
}


def setting(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(f"PROMPT_LENS_{name}", value)


def test_production_starts_with_real_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    setting(monkeypatch, **GOOD)
    settings = load()
    assert settings.secret_keys == ("a" * 32, "b" * 32)
    assert settings.broker_url == settings.redis_url


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "many"), ("PORT", "70000"), ("ENV", "staging"), ("LIMIT_TRIALS", "3 a day"),
        ("TRIAL_EXTRACTIONS", "0"), ("DEV_HOSTS", "images.test=10.0.0.1:80"),
        ("DEV_HOSTS", "images.test"), ("REDIS_URL", "unix:///run/redis.sock"),
        ("BROKER_URL", "amqp://localhost"), ("DATABASE_URL", "mysql://h/x"),
        ("DATABASE_URL", "postgres-nonsense"), ("OPENAI_BASE_URL", "localhost:11434/v1"),
        ("GEMINI_BASE_URL", "https:///x"), ("PROVIDERS", "openai:many"), ("PROVIDERS", "openai:-1"),
        ("PROVIDERS", "anybody"), ("OPENAI_AT_ONCE", "0"),
        ("OPENAI_USD_PER_DAY", "inf"), ("REDIS_PROTOCOL", "4"),
        ("BROKER_URL", "redis+cluster://a:1"), ("EDGE_HOPS", "many"),
        ("EDGE_HOPS", "1"), ("EDGE_PEERS", "10.0.0.1/8"), ("EDGE_SECRET", "a-short-one"),
        ("GEMINI_USD_PER_DAY", "-2"), ("IMAGE_SIZE", "huge"),
    ],
)  # fmt: skip
def test_a_wrong_value_is_named_and_not_repeated(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting(monkeypatch, **{name: value})
    with pytest.raises(SettingsError, match=name) as fault:
        load()
    assert value not in str(fault.value) or value == "0"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgres://u:p@ledger.example.org/lens?sslmode=require"),
        ("DATABASE_URL", "postgresql+psycopg://ledger.example.org/lens?sslmode=verify-ca"),
        ("DATABASE_URL", "postgresql:///lens?host=/run/postgresql"),
        ("DATABASE_URL", "postgresql://127.0.0.1:5432/lens"),
        ("OPENAI_BASE_URL", "http://127.0.0.1:11434/v1"),
        ("OPENAI_BASE_URL", "https://models.example.org/v1"),
        ("REDIS_URL", "rediss://:p@cache.example.org:6380/0"),
        ("BROKER_URL", "rediss://cache.example.org:6380/1?ssl_cert_reqs=required"),
        ("IMGPILOT_ISSUER", "https://accounts.example.org/api/auth"),
    ],
)
def test_production_takes_each_way_of_saying_an_address(
    name: str, value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    setting(monkeypatch, **{**GOOD, name: value})
    assert getattr(load(), name.lower()) == value


def test_a_cluster_needs_another_redis_for_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    setting(monkeypatch, REDIS_URL="redis+cluster://127.0.0.1:7000")
    with pytest.raises(SettingsError, match="BROKER_URL is needed"):
        load()
    setting(monkeypatch, BROKER_URL="redis://127.0.0.1:6379/1")
    assert load().redis_url == "redis+cluster://127.0.0.1:7000"


def test_set_to_nothing_is_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    bare = load()
    setting(monkeypatch, **{name.upper(): "" for name in type(bare).model_fields})
    assert load() == bare
