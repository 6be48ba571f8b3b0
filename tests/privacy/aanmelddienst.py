"""A sign-on service on this machine: gives out whatever id token the test wants."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from jwt.algorithms import RSAAlgorithm

CLIENT = "buurtmonitor"
GEHEIM = "een-geheim-van-ten-minste-tweeendertig-tekens"


class Dienst:
    """`inhoud` and `sleutel` of the next token can be set; the rest is as it should be."""

    def __init__(self) -> None:
        self.sleutel = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.vreemde_sleutel = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.adres = ""
        self.token = ""
        self.verzoeken: list[bytes] = []

    def claims(self, **anders: Any) -> dict[str, Any]:
        """None leaves a claim out."""
        nu = int(time.time())
        gewoon = {
            "iss": self.adres, "sub": "persoon-1", "aud": CLIENT,
            "iat": nu, "exp": nu + 300, "auth_time": nu, "amr": ["pwd", "mfa"],
        }  # fmt: skip
        return {k: v for k, v in {**gewoon, **anders}.items() if v is not None}

    def give(self, claims: dict[str, Any], *, vreemd: bool = False, kid: str = "1") -> None:
        sleutel = self.vreemde_sleutel if vreemd else self.sleutel
        self.token = jwt.encode(claims, sleutel, algorithm="RS256", headers={"kid": kid})

    def keys(self) -> dict[str, Any]:
        openbaar = RSAAlgorithm.to_jwk(self.sleutel.public_key(), as_dict=True)
        return {"keys": [{**openbaar, "kid": "1", "alg": "RS256", "use": "sig"}]}


@contextmanager
def serve() -> Iterator[Dienst]:
    dienst = Dienst()

    class Antwoorden(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(dienst.keys())

        def do_POST(self) -> None:
            dienst.verzoeken.append(self.rfile.read(int(self.headers["Content-Length"])))
            self._answer({"access_token": "x", "id_token": dienst.token, "token_type": "Bearer"})

        def _answer(self, inhoud: dict[str, Any]) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(inhoud).encode())

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Antwoorden)
    dienst.adres = f"http://127.0.0.1:{server.server_port}"
    draad = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    draad.start()
    try:
        yield dienst
    finally:
        server.shutdown()
        draad.join()
        server.server_close()
