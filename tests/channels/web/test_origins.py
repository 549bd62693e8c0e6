"""Which pages may ask, what every response carries, and the files of the page."""

from __future__ import annotations

import gzip
import secrets
import socket

import pytest
import requests

from channels.web import files
from tests.assistant import Assistant
from tests.channels.web.client import Client, code
from tests.channels.web.conftest import PARTNER


def _headers(origin: str, **others: str) -> dict[str, str]:
    return {"Origin": origin, "X-Forwarded-For": f"2001:db8:{secrets.token_hex(2)}:{secrets.token_hex(2)}::1", **others}


@pytest.mark.parametrize("path", ["/api/sessions", "/api/messages", "/api/feedback", "/widget.js"])
def test_an_allowed_page_may_ask(strict: Assistant, path: str) -> None:
    asked = requests.options(strict.url + path, headers=_headers(PARTNER, **{"Access-Control-Request-Method": "POST"}), timeout=30)
    assert asked.status_code == 204
    assert asked.headers["Access-Control-Allow-Origin"] == PARTNER and "Origin" in asked.headers["Vary"]
    assert "POST" in asked.headers["Access-Control-Allow-Methods"] and "DELETE" in asked.headers["Access-Control-Allow-Methods"]
    assert {"Authorization", "Content-Type"} <= set(asked.headers["Access-Control-Allow-Headers"].split(", "))


def test_an_allowed_page_may_read_what_comes_back(strict: Assistant) -> None:
    client = Client.start(strict.url, **_headers(PARTNER))
    for reply in (client.call("GET", "/api/messages"), client.call("GET", "/api/nothing")):
        assert reply.headers["Access-Control-Allow-Origin"] == PARTNER
        assert "Retry-After" in reply.headers["Access-Control-Expose-Headers"]
        assert "Access-Control-Allow-Credentials" not in reply.headers


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "http://partner.example", f"{PARTNER}.evil.example", "null", "", f"{PARTNER}:8443", "*", "http://[", "://"],
)
@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "DELETE"])
def test_any_other_page_is_refused(strict: Assistant, origin: str, method: str) -> None:
    reply = requests.request(method, f"{strict.url}/api/messages", headers=_headers(origin), timeout=30)
    assert (reply.status_code, code(reply)) == (403, "origin_refused")
    assert "Access-Control-Allow-Origin" not in reply.headers


def test_without_a_host_no_page_is_the_server_s_own(strict: Assistant) -> None:
    with socket.create_connection(("127.0.0.1", int(strict.url.rsplit(":")[-1]))) as connection:
        connection.sendall(b"GET /api/health HTTP/1.0\r\nOrigin: null\r\n\r\n")
        assert b" 403 " in connection.recv(4096).splitlines()[0]


def test_the_server_s_own_page_may_ask(assistant: Assistant) -> None:
    assert Client.start(assistant.url, Origin=assistant.url).say("hello")
    reply = requests.post(f"{assistant.url}/api/sessions", headers={"Origin": PARTNER}, timeout=30)
    assert reply.status_code == 403


@pytest.mark.parametrize("path", ["/", "/api/health", "/api/nothing", "/nothing", "/webhooks/rest/"])
def test_every_response_carries_the_security_headers(assistant: Assistant, path: str) -> None:
    headers = requests.get(assistant.url + path, timeout=30).headers
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "no-referrer"
    assert headers["X-Frame-Options"] == "DENY"
    policy = dict(part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'" and policy["script-src"] == policy["style-src"] == policy["connect-src"] == "'self'"
    assert policy["frame-ancestors"] == policy["base-uri"] == policy["form-action"] == "'none'"
    assert "unsafe" not in headers["Content-Security-Policy"] and "http" not in headers["Content-Security-Policy"]


def test_what_is_said_is_kept_in_no_cache(client: Client) -> None:
    assert client.call("GET", "/api/messages").headers["Cache-Control"] == "no-store"
    assert client.call("POST", "/api/sessions").headers["Cache-Control"] == "no-store"


def test_other_channels_have_no_cors(assistant: Assistant) -> None:
    for method in ("OPTIONS", "POST"):
        reply = requests.request(method, f"{assistant.url}/webhooks/rest/webhook", headers={"Origin": PARTNER}, timeout=30)
        assert "Access-Control-Allow-Origin" not in reply.headers


def test_every_file_is_served_as_what_it_is(assistant: Assistant) -> None:
    served = files.paths()
    assert {"/", "/index.html", "/widget.js"} <= set(served)
    types = {".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml"}
    for path, file in served.items():
        reply = requests.get(assistant.url + path, timeout=30)
        assert reply.status_code == 200 and reply.content == file.read_bytes()
        assert reply.headers["Content-Type"].startswith(types[file.suffix])


def test_a_file_that_is_known_is_not_sent_again(assistant: Assistant) -> None:
    packed = requests.get(f"{assistant.url}/widget.js", headers={"Accept-Encoding": "gzip"}, timeout=30, stream=True)
    assert gzip.decompress(packed.raw.read()) == (files.WIDGET / "widget.js").read_bytes()
    plain = requests.get(f"{assistant.url}/widget.js", headers={"Accept-Encoding": "identity"}, timeout=30)
    assert plain.headers["ETag"] != packed.headers["ETag"] and "Accept-Encoding" in plain.headers["Vary"]
    known = {"Accept-Encoding": "identity", "If-None-Match": f'"other", {plain.headers["ETag"]}'}
    again = requests.get(f"{assistant.url}/widget.js", headers=known, timeout=30)
    assert (again.status_code, again.content) == (304, b"")
    assert requests.head(f"{assistant.url}/", timeout=30).status_code == 200


@pytest.mark.parametrize(
    "path",
    ["/../credentials.yml", "/..%2fcredentials.yml", "/%2e%2e/credentials.yml", "/....//credentials.yml", "/widget/../../README.md", "//etc/passwd",
     "/widget.js/../../endpoints.yml", "/..\\credentials.yml", "/credentials.yml", "/widget.js%00.html"],
)  # fmt: skip
def test_no_address_leads_out_of_the_folder(assistant: Assistant, path: str) -> None:
    sent = requests.Request("GET", assistant.url).prepare()
    sent.url = assistant.url + path
    assert requests.Session().send(sent, timeout=30).status_code in (400, 404)
