"""Sends messages to `tallyward engine` with a client that nobody here wrote, and checks every answer.

Called as: interop.py TALLYWARD MLLP_SEND FOLDER. The engine runs on the shipped catalog `bench` and delivers to a small
HTTP server in this process. At the end the books have to balance, and each message has to have arrived there once.
"""

import http.server
import json
import re
import signal
import socket
import subprocess
import sys
import threading
import time


def message(control_id, kind="DFT^P03", visit="V1", quantity=2, lines=1):
    segments = [
        f"MSH|^~\\&|EHR|MAIN|TALLYWARD|ERP|20260301083000||{kind}|{control_id}|P|2.5.1",
        "EVN|P03|20260301083000",
        "PID|1||000000^^^MAIN^MR||TEST^PATIENT",
        f"PV1|1|I|OR3^^^MAIN|||||||||||||||{visit}",
    ]
    segments += [
        f"FT1|{line}|L{line}||20260301082500||CG|4471-B^Catheter IV 20G \\T\\ guard|||{quantity}"
        for line in range(1, lines + 1)
    ]
    return "\r".join(segments) + "\r"


class Sink(http.server.BaseHTTPRequestHandler):
    """Accepts each key once, as a destination that honours keys does."""

    protocol_version = "HTTP/1.1"
    lock = threading.Lock()
    bodies = {}

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        key = self.headers["Idempotency-Key"]
        with self.lock:
            self.bodies.setdefault(key, []).append(json.loads(body))
            answer = json.dumps({"id": f"DOC-{list(self.bodies).index(key) + 1}"}).encode()
        self.send_response(201)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *arguments):
        pass


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait(what, check, seconds=60):
    end = time.monotonic() + seconds
    while not check():
        if time.monotonic() > end:
            sys.exit(f"interop: waited {seconds} s for {what}")
        time.sleep(0.1)


def listens(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def expect(what, found, expected):
    if found != expected:
        sys.exit(f"interop: {what} should be {expected!r}, but is {found!r}")
    print(f"  {what}: as expected")


def corpus():
    """Messages, each with the code it has to be answered with."""
    sound = [(message(f"CI{n:04}", visit=f"V{n % 7}", lines=1 + n % 3), "AA") for n in range(1, 41)]
    repeat = (sound[0][0], "AA")
    conflict = (message("CI0001", visit="V1", quantity=9), "AE")
    unsupported = (message("CI0100", kind="ADT^A01"), "AR")
    return sound, sound + [repeat, conflict, unsupported]


def main(tallyward, mllp_send, folder):
    sound, messages = corpus()
    path = f"{folder}/messages.mllp"
    with open(path, "wb") as file:
        for text, _ in messages:
            file.write(b"\x0b" + text.encode() + b"\x1c\r")

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Sink)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    port, state = free_port(), f"{folder}/interop.db"
    engine = subprocess.Popen([
        tallyward, "engine", "--catalog", "bench", "--state", state,
        "--set", f"TALLYWARD_MLLP_PORT={port}",
        "--set", f"TALLYWARD_ERP_URL=http://127.0.0.1:{server.server_port}",
    ])
    try:
        wait("the engine to listen", lambda: engine.poll() is not None or listens(port))
        expect("exit code of the engine so far", engine.poll(), None)
        sender = subprocess.run(
            [mllp_send, "--port", str(port), "--file", path, "127.0.0.1"], stdout=subprocess.PIPE, timeout=120)
        expect("exit code of mllp_send", sender.returncode, 0)
        segments = re.split(r"[\r\n\x0b]+", sender.stdout.decode())
        answers = [tuple(segment.split("|")[1:3]) for segment in segments if segment.startswith("MSA|")]
        expected = [(code, text.split("|")[9]) for text, code in messages]
        expect(f"the {len(messages)} answers", answers, expected)
        wait("the deliveries", lambda: len(Sink.bodies) >= len(sound))
    finally:
        if engine.poll() is None:
            engine.send_signal(signal.SIGTERM)
        code = engine.wait(timeout=60)
    expect("exit code of the engine", code, 0)
    expect("messages at the destination", len(Sink.bodies), len(sound))
    expect("requests for each of them", {len(bodies) for bodies in Sink.bodies.values()}, {1})

    verify = subprocess.run([tallyward, "verify", "--state", state], stdout=subprocess.PIPE, timeout=120)
    sheet = verify.stdout.decode()
    print(sheet)
    expect("exit code of verify", verify.returncode, 0)
    expect("delivered", re.findall(r"^ +delivered +(\d+)$", sheet, re.MULTILINE), [str(len(sound))])
    expect("duplicates", re.findall(r"^ +duplicates +(\d+)$", sheet, re.MULTILINE), ["1"])


if __name__ == "__main__":
    main(*sys.argv[1:])
