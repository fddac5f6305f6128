"""A real Tryton from PyPI for tests: made, started, killed and asked."""

import base64
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
DATABASE = "hospital"
LOGIN, PASSWORD = "tallyward", "interface-secret-1"
ADMIN_PASSWORD = "admin-secret-1"
MODULES = ["stock", "account_stock_continental", "stock_lot"]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Tryton:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.port = free_port()
        self.process = None
        self.session = None

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    def make(self):
        """The packages, the database and the hospital in it; what is there already stays."""
        venv = self.folder / "venv"
        (self.folder / "db").mkdir(parents=True, exist_ok=True)
        if not (venv / "bin/trytond").exists():
            self.run([sys.executable, "-m", "venv", venv])
            self.run([venv / "bin/pip", "install", "--quiet", "--disable-pip-version-check",
                      "--requirement", HERE / "requirements.txt"])
        config = self.folder / "trytond.conf"
        config.write_text(
            f"[database]\nuri = sqlite://\npath = {self.folder / 'db'}\nlist = True\n"
            f"[web]\nlisten = 127.0.0.1:{self.port}\nroot = {self.folder}\n")
        if (self.folder / "loaded").exists():
            return
        (self.folder / "password").write_text(ADMIN_PASSWORD)
        (self.folder / "db" / f"{DATABASE}.sqlite").write_text("")
        self.run([venv / "bin/trytond-admin", "-c", config, "-d", DATABASE, "-u", "ir", "res", *MODULES,
                  "--activate-dependencies", "--email", "admin@hospital.example"])
        self.run([venv / "bin/python", HERE / "hospital.py", config, DATABASE])
        (self.folder / "loaded").write_text("")

    def run(self, command):
        environment = dict(os.environ, TRYTONPASSFILE=str(self.folder / "password"))
        started = time.monotonic()
        result = subprocess.run(
            [str(part) for part in command], env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        if result.returncode:
            sys.exit(f"tryton: {command[0]} failed:\n{result.stdout.decode(errors='replace')[-4000:]}")
        print(f"  {pathlib.Path(str(command[0])).name}: {time.monotonic() - started:.1f} s", flush=True)

    def start(self):
        log = open(self.folder / "server.log", "ab")
        self.process = subprocess.Popen(
            [self.folder / "venv/bin/trytond", "-c", self.folder / "trytond.conf", "-d", DATABASE],
            stdout=log, stderr=log, stdin=subprocess.DEVNULL, start_new_session=True)
        end = time.monotonic() + 60
        while True:
            if self.process.poll() is not None:
                sys.exit(f"tryton: the server ended with {self.process.returncode}; see {self.folder / 'server.log'}")
            if time.monotonic() > end:
                sys.exit("tryton: the server didn't answer for a minute")
            try:
                # The first login loads the modules.
                self.session = None
                self.call("model.company.company.search", [])
                return
            except (OSError, urllib.error.URLError):
                time.sleep(0.1)

    def kill(self):
        """At once, as a power cut would."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def stop(self):
        if self.process and self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGTERM)
            try:
                self.process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                self.kill()

    def post(self, body, headers):
        request = urllib.request.Request(
            f"{self.url}/{DATABASE}/rpc/", json.dumps(body).encode(), {"Content-Type": "application/json", **headers})
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.loads(answer.read())

    def call(self, method, *params):
        """A call as the administrator."""
        if self.session is None:
            user, token = self.post(
                {"id": 1, "method": "common.db.login", "params": ["admin", {"password": ADMIN_PASSWORD}, "en"]},
                {})["result"][:2]
            self.session = base64.b64encode(f"admin:{user}:{token}".encode()).decode()
        answer = self.post(
            {"id": 1, "method": method, "params": [*params, {"company": 1, "language": "en"}]},
            {"Authorization": f"Session {self.session}"})
        if answer.get("error"):
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def on_hand(self, item, room):
        (location,) = self.call("model.stock.location.search", [["code", "=", room]])
        (product,) = self.call("model.product.product.search", [["code", "=", item]])
        body = {"id": 1, "method": "model.product.product.read",
                "params": [[product], ["quantity"], {"company": 1, "locations": [location]}]}
        return self.post(body, {"Authorization": f"Session {self.session}"})["result"][0]["quantity"]

    def shipments(self):
        """Every shipment of ours: its reference and its state."""
        rows = self.call("model.stock.shipment.internal.search_read", [["reference", "like", "TW-%"]], 0, None, None,
                         ["reference", "state"])
        return [(row["reference"], row["state"]) for row in rows]
