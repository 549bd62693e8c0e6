"""The web API's contract, `openapi.yml`, and requests held to it."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError
from sanic.request import Request

from channels.web.problems import Problem

FILE = Path(__file__).parent / "openapi.yml"
MOST_BYTES = 8_000
"""Of a request's body: 500 characters, however they are escaped, and what stands around them."""


@lru_cache
def document() -> dict[str, Any]:
    """The OpenAPI document, with the card's schema in its place."""
    found = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    reply = found["components"]["schemas"]["Reply"]["properties"]
    card = json.loads((FILE.parent / reply["card"]["$ref"]).read_text(encoding="utf-8"))
    found["components"]["schemas"]["Card"] = {key: value for key, value in card.items() if key != "$schema"}
    reply["card"]["$ref"] = "#/components/schemas/Card"
    return found


async def read(request: Request) -> bytes:
    """The request's body. Raises Problem for one that is too large, which is not read to its end: the route must be a streaming one."""
    assert request.stream is not None
    raw = b""
    while (chunk := await request.stream.read()) is not None:
        raw += chunk
        if len(raw) > MOST_BYTES:
            raise Problem("body_too_large", most=MOST_BYTES)
    return raw


def parsed(request: Request, raw: bytes, schema: str) -> dict[str, Any]:
    """The request's body as data, which is as `schema` of the contract says. Raises Problem."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/json":
        raise Problem("not_json")
    try:
        found = json.loads(raw)
        json.dumps(found, ensure_ascii=False).encode()  # half a surrogate pair is no text
    except (ValueError, RecursionError):
        raise Problem("invalid_json") from None
    errors = list(_validator(schema).iter_errors(found))
    if errors:
        raise _problem(errors)
    return found


@lru_cache
def _validator(schema: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{schema}", "components": document()["components"]})


def _problem(errors: list[ValidationError]) -> Problem:
    long = next((e for e in errors if e.validator == "maxLength" and "id" not in e.path), None)
    if long:
        return Problem("too_long", most=long.validator_value)
    where = next((f'"{e.path[0]}"' for e in errors if e.path), "its fields")
    return Problem("invalid", where=where)
