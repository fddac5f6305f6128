"""Books in a real Tryton: runs the tests that need one, then kills engine and server in mid-booking.

Called as: test.py TALLYWARD FOLDER COMMAND..., where COMMAND runs the tests. A FOLDER that was used before is used again.
"""

import http.client
import http.server
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import threading
import time

sys.dont_write_bytecode = True
from server import DATABASE, ADMIN_PASSWORD, LOGIN, PASSWORD, Tryton, free_port  # noqa: E402

ITEM, ROOM, QUANTITY = "CATH-20G", "ICU", 2


def expect(what, found, expected):
    if found != expected:
        sys.exit(f"tryton: {what} should be {expected!r}, but is {found!r}")
    print(f"  {what}: as expected", flush=True)


def wait(what, check, seconds=60):
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            sys.exit(f"tryton: waited {seconds} s for {what}")
        time.sleep(0.05)


class Gate:
    """Stands between the engine and Tryton, and strikes once at a chosen moment of a chosen call."""

    def __init__(self, tryton):
        self.tryton = tryton
        self.plan = None
        self.struck = threading.Event()
        gate = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                call = json.loads(body)["method"].split(".")[-1]
                try:
                    answer = gate.forward(self, body, call)
                except OSError:
                    answer = None
                self.close_connection = True
                if answer is None:
                    return
                status, headers, content = answer
                self.send_response(status)
                for name, value in headers:
                    if name.lower() not in ("transfer-encoding", "content-length", "connection", "date", "server"):
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.handle_error = lambda *arguments: None
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def arm(self, moment, call, strike):
        self.struck.clear()
        self.plan = (moment, call, strike)

    def strikes(self, moment, call):
        if self.plan is None or self.plan[:2] != (moment, call):
            return False
        strike, self.plan = self.plan[2], None
        strike()
        self.struck.set()
        return True

    def forward(self, handler, body, call):
        if self.strikes("before", call):
            return None
        connection = http.client.HTTPConnection("127.0.0.1", self.tryton.port, timeout=60)
        connection.request("POST", handler.path, body, {
            name: value for name, value in handler.headers.items() if name.lower() not in ("host", "connection")})
        if self.plan and self.plan[:2] == ("during", call):
            # A booking takes about a tenth of a second.
            time.sleep(0.04)
            if self.strikes("during", call):
                return None
        answer = connection.getresponse()
        content = answer.read()
        if self.strikes("after", call):
            return None
        return answer.status, answer.getheaders(), content


class Engine:
    def __init__(self, tallyward, folder, url):
        self.tallyward, self.folder, self.port = tallyward, folder, free_port()
        self.state = str(folder / "tallyward.db")
        self.process = None
        self.log = open(folder / "engine.log", "ab")
        catalog = folder / "catalog"
        for path, text in CATALOG.items():
            (catalog / path).parent.mkdir(parents=True, exist_ok=True)
            (catalog / path).write_text(text.replace("URL", url).replace("PORT", str(self.port)))
        self.catalog = str(catalog)

    def start(self):
        self.process = subprocess.Popen(
            [self.tallyward, "engine", "--catalog", self.catalog, "--state", self.state],
            env=dict(os.environ, TRYTON_LOGIN=LOGIN, TRYTON_PASSWORD=PASSWORD), stdout=self.log, stderr=self.log)
        wait("the engine to listen", self.listens)

    def listens(self):
        if self.process.poll() is not None:
            sys.exit(f"tryton: the engine ended with {self.process.returncode}; see {self.folder / 'engine.log'}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def ask(self, *words):
        command = [self.tallyward, *words, "--state", self.state]
        result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120)
        return result.returncode, result.stdout.decode()

    def send(self, number):
        message = "\r".join([
            f"MSH|^~\\&|EHR|MAIN|TALLYWARD|ERP|20260301083000||DFT^P03|K{number:04}|P|2.5.1",
            "EVN|P03|20260301083000", "PID|1||000000^^^MAIN^MR||TEST^PATIENT",
            f"PV1|1|I|ICU^1^A^MAIN|||||||||||||||V{number}",
            f"FT1|1|L1||{TODAY}||CG|4471-B^Catheter|||{QUANTITY}", "ZSU|EA|ICU",
        ]) + "\r"
        with socket.create_connection(("127.0.0.1", self.port), timeout=30) as sender:
            sender.sendall(b"\x0b" + message.encode() + b"\x1c\r")
            answer = b""
            while not answer.endswith(b"\x1c\r"):
                part = sender.recv(4096)
                if not part:
                    sys.exit("tryton: the engine closed the connection without an answer")
                answer += part
        if f"MSA|AA|K{number:04}" not in answer.decode():
            sys.exit(f"tryton: message {number} was answered {answer!r}")


TODAY = time.strftime("%Y%m%d%H%M%S", time.gmtime(time.time() - 60))

CATALOG = {
    "site.yaml": "site: Tryton\nenvironment: test\n",
    "roles.yaml": 'users:\n  "*": [materials, finance, integration, supervisor, auditor, administrator]\n',
    "sources/ehr.yaml": "name: ehr\nlistener:\n  host: 127.0.0.1\n  port: PORT\n"
                        "extra-fields:\n  supply.used:\n    unit: ZSU-1\n    location: ZSU-2\n",
    "endpoints/erp.yaml": f"""name: erp
kind: tryton-stock
url: URL
database: {DATABASE}
authentication: {{kind: password, login: env:TRYTON_LOGIN, password: env:TRYTON_PASSWORD}}
units: {{EA: u}}
timeout: 5s
""",
    "flows/use.yaml": """name: use
purpose: Books every use in Tryton.
owner: materials
criticality: feed
sensitivity: patient
source: ehr
messages: [DFT^P03]
event: supply.used
endpoint: erp
ordering: none
retry: {initial: 100ms, maximum: 1s}
slo: {percent: 99.5, within: 5m}
retention: 1d
payload-version: 1
fields: [organization, item, subinventory, quantity, unit, occurred-at, cost-center, account, reference]
""",
}

CROSSWALK = {
    "entries": [],
    "items": [{"number": ITEM, "description": "IV CATHETER 20G", "unit": "EA", "unitCost": 185, "indivisible": False,
               "packs": []}],
    "itemMappings": [{"source": "ehr", "code": "4471-B", "itemNumber": ITEM, "defaultUnit": "EA"}],
    "unitMappings": [],
    "locations": [{"source": "ehr", "entry": {
        "code": "ICU", "organization": "HOSP1", "subinventory": ROOM, "costCenter": "4100",
        "account": "01-4100-7310-000"}}],
}

STRIKES = [
    ("after", "create", "engine"), ("before", "do", "engine"), ("after", "do", "engine"),
    ("during", "do", "server"), ("after", "create", "server"), ("after", "assign_try", "engine"),
    ("during", "do", "engine"), ("during", "do", "server"),
]


def kills(tallyward, folder, tryton):
    """Every use is booked once, whoever dies in the middle of it."""
    folder.mkdir(parents=True)
    gate = Gate(tryton)
    engine = Engine(tallyward, folder, gate.url)
    before = tryton.on_hand(ITEM, ROOM)
    earlier = set(tryton.shipments())
    engine.start()
    try:
        (folder / "crosswalk.json").write_text(json.dumps(CROSSWALK))
        code, said = engine.ask("import", str(folder / "crosswalk.json"), "--catalog", engine.catalog)
        if code:
            sys.exit(f"tryton: the crosswalk wasn't loaded: {said}")
        count = len(STRIKES) + 4
        for (number, (moment, call, victim)) in enumerate(STRIKES, 1):
            dead = engine if victim == "engine" else tryton
            gate.arm(moment, call, dead.kill)
            engine.send(number)
            if not gate.struck.wait(60):
                sys.exit(f"tryton: no {call} came to strike at")
            dead.start()
            print(f"  {victim} killed {moment} '{call}'", flush=True)
        for number in range(len(STRIKES) + 1, count + 1):
            engine.send(number)

        def done():
            return [row for row in tryton.shipments() if row not in earlier and row[1] == "done"]

        wait("every use to be booked", lambda: len(done()) >= count, 90)
        wait("the books of the engine", lambda: f" {count}\n" in delivered(engine), 30)
        rows = [row for row in tryton.shipments() if row not in earlier]
        expect("shipments, each of its own reference", len({reference for reference, _ in rows}), count)
        expect("states of the shipments", sorted(state for _, state in rows), ["done"] * count)
        expect("stock that is left", tryton.on_hand(ITEM, ROOM), before - count * QUANTITY)
    finally:
        if engine.process.poll() is None:
            code = engine.stop()
    expect("exit code of the engine", code, 0)
    code, sheet = engine.ask("verify")
    expect("exit code of verify", code, 0)


def delivered(engine):
    _, sheet = engine.ask("verify")
    return "".join(line + "\n" for line in sheet.splitlines() if line.split()[:1] == ["delivered"])


def main(tallyward, folder, *command):
    folder = pathlib.Path(folder)
    tryton = Tryton(folder)
    tryton.make()
    seed = folder / "seed.json"
    seed.write_text(json.dumps({
        "database": DATABASE, "login": LOGIN, "password": PASSWORD, "admin-password": ADMIN_PASSWORD,
        "visitor-password": "visitor-secret-1"}))
    tryton.start()
    try:
        environment = dict(os.environ, TALLYWARD_TRYTON_URL=tryton.url, TALLYWARD_TRYTON_SEED=str(seed))
        if command:
            run_tests(command, environment)
        kills(tallyward, folder / f"kills-{os.getpid()}", tryton)
    except (SystemExit, Exception):
        # The folder may be gone before anybody can look.
        for log in [folder / "server.log", *folder.glob(f"kills-{os.getpid()}/engine.log")]:
            print(f"--- the end of {log}:\n{log.read_text(errors='replace')[-3000:]}", flush=True)
        raise
    finally:
        tryton.stop()


def run_tests(command, environment):
    result = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    said = result.stdout.decode(errors="replace")
    # A suite that was skipped ends with 0 too.
    if result.returncode or '"A real Tryton" passed' not in said:
        sys.exit(f"tryton: the tests ended with {result.returncode}:\n{said[-8000:]}")
    print("  the tests against the server: passed", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
