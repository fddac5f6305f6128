"""Connects to a real FHIR server: it pushes to the engine, its own client writes there, and the engine writes into it.

Called as: test.py TALLYWARD FOLDER. A FOLDER that was used before is used again.
"""

import http.server
import json
import os
import pathlib
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request

sys.dont_write_bytecode = True
from server import Sekmet, free_port  # noqa: E402

KEY = "the key of the sender, long enough"
VISITS, CHARGES = 4, 6
# What its client writes that is booked.
WRITTEN = 5


def expect(what, found, expected):
    if found != expected:
        sys.exit(f"sekmet: {what} should be {expected!r}, but is {found!r}")
    print(f"  {what}: as expected", flush=True)


def wait(what, check, seconds=60):
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            sys.exit(f"sekmet: waited {seconds} s for {what}")
        time.sleep(0.1)


class Sink:
    """Takes bookings, each key once, and fails every fifth request: what is behind it in its lane has to wait."""

    def __init__(self):
        self.lock = threading.Lock()
        self.bookings = {}
        self.count = 0
        sink = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                with sink.lock:
                    sink.count += 1
                    isRefused = sink.count % 5 == 0
                    if not isRefused:
                        sink.bookings.setdefault(self.headers["Idempotency-Key"], (self.path, body))
                answer = json.dumps({"id": f"B{sink.count}"}).encode()
                self.send_response(503 if isRefused else 201)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"

    def taken(self, path):
        with self.lock:
            return [body for found, body in self.bookings.values() if found == path]


def flow(name, source, message, event, endpoint, fields, body=None, ordering="none"):
    said = {
        "name": name, "purpose": "A test.", "owner": "integration", "criticality": "feed", "sensitivity": "patient",
        "source": source, "messages": [message], "event": event, "endpoint": endpoint, "ordering": ordering,
        "retry": {"initial": "100ms", "maximum": "1s"}, "slo": {"percent": 99.5, "within": "5m"}, "retention": "1d",
        "payload-version": 1, "fields": fields,
    }
    return {**said, "body": body} if body else said


BOOKED = ["organization", "item", "subinventory", "quantity", "unit", "occurred-at", "cost-center", "account",
          "reference"]


def catalog(port, sink, sekmet):
    """The files of a catalog. JSON is YAML too."""
    return {
        "site.yaml": {"site": "Sekmet", "environment": "test"},
        "roles.yaml": {"users": {"*": ["materials", "finance", "integration", "supervisor", "administrator"]}},
        "contracts/charge.yaml": {
            "event": "charge.finalized", "version": 1, "purpose": "What a patient is charged for.",
            "shows": {"encounter": "visit", "item": "code"},
            "fields": {"code": {"type": "text", "required": True}, "quantity": "number", "visit": "text",
                       "number": "text"}},
        "contracts/discharge.yaml": {
            "event": "encounter.discharged", "version": 1, "purpose": "That a stay is over.",
            "shows": {"encounter": "visit"}, "fields": {"visit": {"type": "text", "required": True}, "ended": "time"}},
        "contracts/provider.yaml": {
            "event": "provider.onboarded", "version": 1, "purpose": "Who works here.",
            "shows": {"encounter": "number"},
            "fields": {"number": {"type": "text", "required": True}, "family": "text", "active": "flag"}},
        "sources/ehr.yaml": {
            "name": "ehr",
            "http": {"host": "127.0.0.1", "port": port, "path": "/fhir", "kind": "fhir",
                     "authentication": {"bearer-key": "env:SEKMET_KEY"}},
            "readings": [
                {"message": "fhir:ChargeItem", "event": "charge.finalized",
                 "fields": {"code": "code.coding[0].code", "quantity": "quantity.value",
                            "visit": "context.reference", "number": "identifier[0].value"}},
                {"message": "fhir:Encounter", "event": "encounter.discharged",
                 "action": {"path": "status", "none": ["planned", "arrived", "triaged", "in-progress", "onleave"]},
                 "fields": {"visit": "id", "ended": "period.end"}}]},
        "sources/hr.yaml": {
            "name": "hr",
            "http": {"host": "127.0.0.1", "port": port, "path": "/hr", "kind": "cloudevents",
                     "authentication": {"bearer-key": "env:SEKMET_KEY"}},
            "readings": [
                {"message": "event:staff.changed", "event": "provider.onboarded",
                 "fields": {"number": "number", "family": "family", "active": "active"}}]},
        "endpoints/books.yaml": {"name": "books", "kind": "rest", "url": sink, "path": "/books"},
        "endpoints/stock.yaml": {
            "name": "stock", "kind": "oracle-inventory", "url": sink,
            "authentication": {"kind": "client-credentials", "token-url": f"{sink}/token",
                               "client-id": "env:SEKMET_KEY", "client-secret": "env:SEKMET_KEY"}},
        "endpoints/ehr-staff.yaml": {
            "name": "ehr-staff", "kind": "rest", "url": sekmet, "path": "/Practitioner",
            "put-by": "urn:hospital:staff"},
        "flows/charges.yaml": flow(
            "charges", "ehr", "fhir:ChargeItem", "charge.finalized", "books", ["code", "quantity", "visit", "number"],
            {"code": "$code", "quantity": "$quantity", "visit": "$visit", "number": "$number"}, "encounter"),
        "flows/discharges.yaml": {
            **flow("discharges", "ehr", "fhir:Encounter", "encounter.discharged", "books", ["visit", "ended"],
                   {"visit": "$visit", "ended": "$ended"}, "encounter"), "path": "/discharges"},
        "flows/supplies.yaml": flow(
            "supplies", "ehr", "fhir:SupplyDelivery", "supply.used", "stock", BOOKED),
        "flows/doses.yaml": flow(
            "doses", "ehr", "fhir:MedicationAdministration", "medication.administered", "stock", BOOKED),
        "flows/staff.yaml": flow(
            "staff", "hr", "event:staff.changed", "provider.onboarded", "ehr-staff", ["number", "family", "active"],
            {"resourceType": "Practitioner",
             "identifier": [{"system": "urn:hospital:staff", "value": "$number"}],
             "active": "$active", "name": [{"family": "$family"}]}, "encounter"),
    }


class Engine:
    def __init__(self, tallyward, folder, port, files):
        self.tallyward, self.folder, self.port = tallyward, folder, port
        self.state = str(folder / "tallyward.db")
        self.catalog = folder / "catalog"
        for path, said in files.items():
            (self.catalog / path).parent.mkdir(parents=True, exist_ok=True)
            (self.catalog / path).write_text(json.dumps(said, indent=1))
        self.log = open(folder / "engine.log", "ab")
        self.process = subprocess.Popen(
            [tallyward, "engine", "--catalog", str(self.catalog), "--state", self.state],
            env=dict(os.environ, SEKMET_KEY=KEY), stdout=self.log, stderr=self.log)

    def listens(self):
        if self.process.poll() is not None:
            sys.exit(f"sekmet: the engine ended with {self.process.returncode}; see {self.folder / 'engine.log'}")
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def stop(self):
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(timeout=60)

    def books(self):
        """The balance sheet, by its lines."""
        result = subprocess.run(
            [self.tallyward, "verify", "--state", self.state], stdout=subprocess.PIPE, timeout=120)
        sheet = result.stdout.decode()
        if result.returncode:
            sys.exit(f"sekmet: verify found:\n{sheet}")
        return {name.strip(): int(count) for name, count in re.findall(r"^ +([a-z ]+?) {2,}(\d+)$", sheet, re.M)}


def pushed(sekmet, engine, sink):
    """Its Subscriptions push what happens to resources, several at once and in no order."""
    for criteria in ("SupplyDelivery?", "ChargeItem?", "MedicationAdministration?", "Encounter?"):
        sekmet.subscribe(criteria, f"http://127.0.0.1:{engine.port}/fhir", KEY)
    # What happens before a Subscription is active isn't pushed.
    wait("the Subscriptions", lambda: [one["status"] for one in sekmet.found("Subscription")].count("active") >= 4)
    patient = sekmet.ask("POST", "Patient", {"resourceType": "Patient", "name": [{"family": "SecretName"}]})["id"]
    subject = {"reference": f"Patient/{patient}"}
    klass = {"system": "http://terminology.hl7.org/CodeSystem/v3-ActCode", "code": "IMP"}
    for number in range(VISITS):
        visit = sekmet.ask("POST", "Encounter", {
            "resourceType": "Encounter", "status": "in-progress", "class": klass, "subject": subject})
        context = {"reference": f"Encounter/{visit['id']}"}
        for line in range(CHARGES):
            sekmet.ask("POST", "ChargeItem", {
                "resourceType": "ChargeItem", "status": "billable", "subject": subject, "context": context,
                "identifier": [{"system": "urn:test:charge", "value": f"{number}-{line}"}],
                "code": {"coding": [{"system": "urn:test:codes", "code": f"CODE{line}"}]},
                "quantity": {"value": line + 1}})
        sekmet.ask("POST", "SupplyDelivery", {
            "resourceType": "SupplyDelivery", "status": "completed",
            "suppliedItem": {"quantity": {"value": 2, "unit": "EA"},
                             "itemCodeableConcept": {"coding": [{"code": "4471-B"}]}},
            "destination": {"identifier": {"value": "ICU"}}})
        sekmet.ask("POST", "MedicationAdministration", {
            "resourceType": "MedicationAdministration", "status": "completed", "subject": subject, "context": context,
            "medicationCodeableConcept": {"coding": [{"system": "urn:ndc", "code": "0001"}]},
            "effectiveDateTime": "2026-11-22T08:00:00Z", "dosage": {"dose": {"value": 1, "unit": "TAB"}}})
        sekmet.ask("PUT", f"Encounter/{visit['id']}", {
            **visit, "status": "finished", "period": {"end": f"2026-11-22T1{number}:00:00Z"}})
    wait("every charge to be booked", lambda: len(sink.taken("/books")) >= VISITS * CHARGES)
    wait("every discharge to be told", lambda: len(sink.taken("/discharges")) >= VISITS)
    expect("charges, each once", sorted(body["number"] for body in sink.taken("/books")),
           sorted(f"{number}-{line}" for number in range(VISITS) for line in range(CHARGES)))
    expect("Subscriptions that gave up", [one for one in sekmet.found("Subscription") if one["status"] == "error"], [])


def ordered(engine, sink):
    """Within a visit, bookings left in the order in which the charges had arrived, though some were tried again."""
    arrived, left = {}, {}
    with sqlite3.connect(f"file:{engine.state}?mode=ro", uri=True) as state:
        rows = state.execute("SELECT payload FROM message WHERE type = 'fhir:ChargeItem' ORDER BY id").fetchall()
    for (payload,) in rows:
        charge = json.loads(payload)
        arrived.setdefault(charge["context"]["reference"], []).append(charge["identifier"][0]["value"])
    for body in sink.taken("/books"):
        left.setdefault(body["visit"], []).append(body["number"])
    expect("the order within each visit", left, arrived)
    strays = sum(numbers != sorted(numbers) for numbers in arrived.values())
    print(f"  its Subscriptions had changed the order in {strays} of {VISITS} visits", flush=True)


def written(sekmet, folder):
    """Its own client writes to us."""
    result = subprocess.run(
        [sekmet.python, pathlib.Path(__file__).parent / "client.py", folder / "settings.yaml"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=60)
    if result.returncode:
        sys.exit(f"sekmet: its client failed:\n{result.stderr.decode(errors='replace')[-3000:]}")
    said = json.loads(result.stdout)
    for name, expected in {
            "capabilities": [200, "CapabilityStatement"], "create": [201, "ChargeItem"],
            "conditional create": [201, "ChargeItem"], "the same again": [200, ""], "another under it": [200, ""],
            "transaction": [200, "Bundle"], "no flow": [404, "OperationOutcome"], "no code": [422, "OperationOutcome"],
            "search": [200, "Bundle"], "read": [404, "OperationOutcome"], "message": [200, "Bundle"],
            "message answers": ["message-1", "ok"], "XML": [406, "OperationOutcome"]}.items():
        expect(f"its client, {name}", said[name], expected)


def staff(engine, sekmet):
    """Who works here goes into it, and a later change finds the same Practitioner."""
    for number, (active, family) in enumerate([("true", "Able"), ("true", "Baker"), ("false", "Baker")]):
        event = {"specversion": "1.0", "id": f"E{number}", "source": "/hr", "type": "staff.changed",
                 "data": {"number": "S-77", "family": family, "active": active == "true"}}
        request = urllib.request.Request(
            f"http://127.0.0.1:{engine.port}/hr", json.dumps(event).encode(),
            {"Content-Type": "application/cloudevents+json", "Authorization": f"Bearer {KEY}"})
        urllib.request.urlopen(request, timeout=30).close()

    def found():
        return sekmet.found("Practitioner?identifier=urn:hospital:staff%7CS-77")

    wait("the Practitioner", lambda: [one.get("active") for one in found()] == [False])
    expect("Practitioners of that number", [(one["name"][0]["family"], one["meta"]["versionId"]) for one in found()],
           [("Baker", "3")])


def main(tallyward, folder):
    folder = pathlib.Path(folder)
    port, sink = free_port(), Sink()
    run = folder / f"run-{os.getpid()}"
    run.mkdir(parents=True)
    sekmet = Sekmet(folder, run, f"http://127.0.0.1:{port}/fhir", KEY)
    sekmet.make()
    engine = Engine(tallyward, run, port, catalog(port, sink.url, sekmet.base))
    code = None
    try:
        wait("the engine to listen", engine.listens)
        sekmet.start()
        pushed(sekmet, engine, sink)
        ordered(engine, sink)
        written(sekmet, folder)
        staff(engine, sekmet)
        wait("what the client wrote", lambda: len(sink.taken("/books")) >= VISITS * CHARGES + WRITTEN)
        code = engine.stop()
        books = engine.books()
        print(f"  the books: {books}", flush=True)
        # Supplies and doses wait for somebody to say what their codes mean; visits that go on mean nothing.
        expect("the books", [books[line] for line in ("delivered", "waiting for people", "dismissed", "duplicates")],
               [VISITS * CHARGES + WRITTEN + VISITS + 3, 2 * VISITS, VISITS, 2])
        said = (run / "engine.log").read_text(errors="replace")
        expect("patients in the log", "SecretName" in said, False)
    except (SystemExit, Exception):
        for log in [folder / "server.log", run / "engine.log"]:
            if log.exists():
                print(f"--- the end of {log}:\n{log.read_text(errors='replace')[-3000:]}", flush=True)
        raise
    finally:
        engine.stop()
        sekmet.stop()
    expect("exit code of the engine", code, 0)


if __name__ == "__main__":
    main(*sys.argv[1:])
