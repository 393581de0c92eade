"""nginx as `deploy/nginx.conf` has it, with a certificate of its own, in front of a server of a test."""

from __future__ import annotations

import os
import shutil
import socket
import ssl
import subprocess
from contextlib import suppress
from pathlib import Path

from tests.serving import ROOT

NAME = "localhost"
CONFIGURATION = ROOT / "deploy" / "nginx.conf"
STOP_SECONDS_MAX = 20


def free_ports(count: int) -> list[int]:
    """Return ports of loopback that nothing listens on."""
    probes = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports: list[int] = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


def nginx_path() -> str:
    """Return the system's nginx."""
    executable = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    assert executable, "No nginx found. `make test` installs it; `make test-quick` does without."
    return executable


class Nginx:
    """nginx on two free ports of loopback, in a folder of its own; `start` gives it the port of Lightcone."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.folder = folder
        self.plain_port, self.port = free_ports(2)
        self.url = f"https://{NAME}:{self.port}"
        self._make_certificate()
        self.tls = ssl.create_default_context(cafile=str(folder / "certificate.pem"))
        self._process: subprocess.Popen[bytes] | None = None

    def _make_certificate(self) -> None:
        options = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -keyout key.pem -out certificate.pem"
        names = ["-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"]
        command = ["openssl", "req", "-x509", *options.split(), *names]
        subprocess.run(command, cwd=self.folder, check=True, capture_output=True)

    def configuration(self, backends: tuple[str, ...]) -> str:
        """Return the shipped configuration with this folder's ports, name and certificate."""
        text = CONFIGURATION.read_text()
        for shipped, here in {
            "    listen [::]:80;\n": "",
            "    listen [::]:443 ssl http2;\n": "",
            "listen 80;": f"listen 127.0.0.1:{self.plain_port};",
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "https://$server_name$": f"https://$server_name:{self.port}$",
            "server_name lightcone.example.edu;": f"server_name {NAME};",
            "/etc/letsencrypt/live/lightcone.example.edu/fullchain.pem": str(self.folder / "certificate.pem"),
            "/etc/letsencrypt/live/lightcone.example.edu/privkey.pem": str(self.folder / "key.pem"),
            "    server 127.0.0.1:8000 max_fails=0;": "\n".join(
                f"    server 127.0.0.1:{port} max_fails=0;" for port in backends
            ),
        }.items():
            assert shipped in text, shipped
            text = text.replace(shipped, here)
        return text

    def start(self, *backends: str) -> None:
        """Start in front of these ports, and wait until it listens."""
        (self.folder / "site.conf").write_text(self.configuration(backends))
        kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        main = [
            *(["user root;"] if os.geteuid() == 0 else []),
            "daemon off;",
            "worker_processes 1;",
            f"pid {self.folder}/pid;",
            "events { worker_connections 4096; }",
            "http {",
            *(f"{kind}_temp_path {self.folder}/{kind};" for kind in kinds),
            f"include {self.folder}/site.conf;",
            "}",
        ]
        (self.folder / "nginx.conf").write_text("\n".join(main))
        log = self.folder / "error.log"
        command = [nginx_path(), "-p", str(self.folder), "-c", "nginx.conf", "-e", str(log)]
        self._process = subprocess.Popen(command)
        while True:
            assert self._process.poll() is None, log.read_text()
            with suppress(ConnectionRefusedError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return

    def end(self) -> None:
        """Stop it if it runs."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(STOP_SECONDS_MAX)


class PlainNginx(Nginx):
    """The same without TLS, on a given port, for whoever tries it in a browser: no browser knows the certificate."""

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder)
        self.port = port or self.port
        self.url = f"http://127.0.0.1:{self.port}"

    def configuration(self, backends: tuple[str, ...]) -> str:
        """Return the shipped configuration without the server that leads to TLS, and without TLS."""
        text = super().configuration(backends)
        begins, ends = (
            text.index("server {\n    listen 127.0.0.1"),
            text.index("server {\n    listen", text.index("return 301")),
        )
        lines = (text[:begins] + text[ends:]).replace(" ssl http2;", ";").splitlines()
        return "\n".join(line for line in lines if not line.strip().startswith(("ssl_", "server_name")))
