"""HTTPS in front of a server, as the facility's proxy does it: a certificate of its own, and who asked in the headers."""

import http.client
import ssl
import subprocess
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "server", "date"}
"""Headers that each side writes for itself."""


def certificate(folder: Path) -> Path:
    """A key and a certificate for this machine that nobody vouches for, in one file."""
    made = folder / "footing.pem"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", made, "-out", folder / "cert.pem"]
    subprocess.run(command, check=True, capture_output=True)
    made.write_text(made.read_text() + (folder / "cert.pem").read_text())
    return made


class Proxy:
    """A small HTTPS proxy to a port of this machine; 502 where nobody is there."""

    def __init__(self, port: int, pem: Path) -> None:
        behind = port

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def handle_one_request(self) -> None:
                try:
                    super().handle_one_request()
                except (ConnectionError, ssl.SSLError):
                    self.close_connection = True  # The browser has gone on.

            def do_GET(self) -> None:
                sent = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                about = {"X-Forwarded-For": "127.0.0.1", "X-Forwarded-Proto": "https"}
                about |= {"X-Forwarded-Host": self.headers["Host"]}
                connection = http.client.HTTPConnection("127.0.0.1", behind, timeout=30)
                try:
                    connection.request(self.command, self.path, sent, {**dict(self.headers.items()), **about})
                    reply = connection.getresponse()
                    self.answer(reply.status, reply.getheaders(), reply.read())
                except ConnectionRefusedError:
                    self.answer(502, [("Content-Type", "text/plain")], b"Bad Gateway")
                finally:
                    connection.close()

            do_POST = do_GET

            def answer(self, status: int, headers: list[tuple[str, str]], body: bytes) -> None:
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: object) -> None:
                """Say nothing; the tests look at pages."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pem)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True, do_handshake_on_connect=False)
        self.address = f"https://127.0.0.1:{self.server.server_port}"
        Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        """Close it; whoever asks then finds nobody at all."""
        self.server.shutdown()
        self.server.server_close()
