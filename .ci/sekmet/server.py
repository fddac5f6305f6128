"""A real FHIR R4 server from PyPI for tests: made, started, asked and stopped."""

import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request

HERE = pathlib.Path(__file__).parent


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Sekmet:
    """The server, with its packages in `folder` and its state in `run`; `peer` is where its own client sends to."""

    def __init__(self, folder, run, peer, key):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.process = None
        self.settings = {
            "base_url": self.base, "host": "127.0.0.1", "port": self.port, "data_dir": str(run / "data"),
            "own_private_key_path": str(self.folder / "key.pem"), "simulator": {"enabled": False},
            "subscriptions": {"notify_method": "post-endpoint", "retries": 3, "hook_token": "unused"},
            "peers": {"tallyward": {"base_url": peer, "auth": {"type": "bearer", "token": key}}},
        }

    @property
    def base(self):
        return f"http://127.0.0.1:{self.port}/fhir"

    @property
    def python(self):
        return self.folder / "venv/bin/python"

    def make(self):
        """The packages and the settings; packages that are there already stay."""
        self.folder.mkdir(parents=True, exist_ok=True)
        if not (self.folder / "venv/bin/sekmet").exists():
            for command in (
                    [sys.executable, "-m", "venv", self.folder / "venv"],
                    [self.folder / "venv/bin/pip", "install", "--quiet", "--disable-pip-version-check",
                     "--requirement", HERE / "requirements.txt"]):
                result = subprocess.run(
                    [str(part) for part in command], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=150)
                if result.returncode:
                    sys.exit(f"sekmet: {command[0]} failed:\n{result.stdout.decode(errors='replace')[-4000:]}")
        # JSON is YAML too.
        (self.folder / "settings.yaml").write_text(json.dumps(self.settings))

    def start(self):
        log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen(
            [self.folder / "venv/bin/sekmet", "serve", "--config", self.folder / "settings.yaml"],
            cwd=self.folder, stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 60
        while True:
            if self.process.poll() is not None:
                sys.exit(f"sekmet: the server ended with {self.process.returncode}; see {self.folder / 'server.log'}")
            if time.monotonic() > end:
                sys.exit("sekmet: the server didn't answer for a minute")
            try:
                self.ask("GET", "metadata")
                return
            except (OSError, urllib.error.URLError):
                time.sleep(0.2)

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()

    def ask(self, method, path, resource=None):
        """The resource that is answered with; raises where it is refused."""
        request = urllib.request.Request(
            f"{self.base}/{path}", json.dumps(resource).encode() if resource else None,
            {"Content-Type": "application/fhir+json", "Accept": "application/fhir+json"}, method=method)
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read() or b"null")

    def found(self, search):
        """The resources that a search finds."""
        bundle = self.ask("GET", search)
        return [entry["resource"] for entry in bundle.get("entry", [])]

    def subscribe(self, criteria, endpoint, key):
        return self.ask("POST", "Subscription", {
            "resourceType": "Subscription", "status": "requested", "reason": "test", "criteria": criteria,
            "channel": {"type": "rest-hook", "endpoint": endpoint, "payload": "application/fhir+json",
                        "header": [f"Authorization: Bearer {key}"]}})["id"]
