"""What the settings promise, and what the house keeps."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.conf import settings

from buurtmonitor.celery import app

BASIS = Path(__file__).resolve().parents[2]
ONZE = ("analyses", "bronnen", "privacy", "buurtmonitor")
KERNBESTANDEN = sorted(
    file for name in ONZE for file in (BASIS / name).rglob("*.py") if "kern" in file.parent.parts
)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("accept_content", ["json"]),
        ("task_serializer", "json"),
        ("result_backend", None),
        ("task_acks_late", True),
        ("task_reject_on_worker_lost", True),
        ("worker_prefetch_multiplier", 1),
        ("worker_enable_remote_control", False),
        ("worker_hijack_root_logger", False),
    ],
)
def test_celery_spreads_work_and_nothing_more(name: str, expected: object) -> None:
    assert app.conf[name] == expected


def test_a_job_ends_before_its_message_would_be_sent_again() -> None:
    soft, hard = app.conf.task_soft_time_limit, app.conf.task_time_limit
    assert soft < hard < app.conf.broker_transport_options["visibility_timeout"]


@pytest.mark.parametrize("cookie", ["SESSION", "CSRF"])
def test_cookies_stay_on_this_host_and_out_of_scripts(cookie: str) -> None:
    assert getattr(settings, f"{cookie}_COOKIE_NAME").startswith("__Host-")
    assert getattr(settings, f"{cookie}_COOKIE_SECURE") is True
    assert getattr(settings, f"{cookie}_COOKIE_HTTPONLY") is True
    assert getattr(settings, f"{cookie}_COOKIE_SAMESITE") == "Lax"


def test_no_upload_is_ever_written_to_a_temporary_file() -> None:
    assert not [name for name in settings.FILE_UPLOAD_HANDLERS if "Temporary" in name]


def test_nothing_serves_or_shows_more_than_it_should() -> None:
    assert settings.DEBUG is False
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert (
        settings.CACHES["default"]["OPTIONS"]["serializer"] == "buurtmonitor.cache.JSONSerializer"
    )


@pytest.mark.parametrize("file", KERNBESTANDEN, ids=lambda file: str(file.relative_to(BASIS)))
def test_kern_imports_only_kern_of_ours(file: Path) -> None:
    """import-linter knows modules by name; this holds for a module of any name."""
    imported = [
        name
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        for name in _names(node)
        if name.split(".")[0] in ONZE and not name.startswith("bronnen.leverschemas")
    ]
    assert [name for name in imported if "kern" not in name.split(".")] == []


def _names(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        module = node.module or ""
        inside = "kern" in module.split(".")
        return [module] if inside else [f"{module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
