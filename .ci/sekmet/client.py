"""Writes to a FHIR endpoint with the client of PyPI's sekmet-fhir. Called as: client.py SETTINGS, by its own Python.

Prints one JSON object: for each request, the status and what it said.
"""

import json
import sys

from sekmet.client.peer import PeerClient
from sekmet.config import load_settings


def charge(number, code="CONSULT"):
    return {
        "resourceType": "ChargeItem", "status": "billable",
        "identifier": [{"system": "urn:test:charge", "value": number}],
        "code": {"coding": [{"system": "urn:test:codes", "code": code}]},
        "subject": {"reference": "Patient/p1"}, "context": {"reference": "Encounter/client"},
        "quantity": {"value": 1},
    }


def main(settings):
    peer = PeerClient("tallyward", load_settings(settings).peers["tallyward"])
    said = {}

    def note(name, answer):
        body = answer.resource or {}
        said[name] = [answer.status, body.get("resourceType", "")]

    note("capabilities", peer.capabilities())
    note("create", peer.create(charge("C1")))
    note("conditional create", peer.create(charge("C2"), if_none_exist="identifier=urn:test:charge|C2"))
    note("the same again", peer.create(charge("C2"), if_none_exist="identifier=urn:test:charge|C2"))
    note("another under it", peer.create(charge("C2", "OTHER"), if_none_exist="identifier=urn:test:charge|C2"))
    note("transaction", peer.transaction({
        "resourceType": "Bundle", "type": "transaction", "entry": [
            {"resource": charge(number), "request": {"method": "POST", "url": "ChargeItem"}}
            for number in ("C3", "C4")]}))
    note("no flow", peer.create({"resourceType": "Basic", "code": {"text": "x"}}))
    note("no code", peer.create({"resourceType": "ChargeItem", "status": "billable",
                                 "subject": {"reference": "Patient/p1"}, "quantity": {"value": "many"}}))
    note("search", peer.search("ChargeItem", {"identifier": "urn:test:charge|C1"}))
    note("read", peer.read("ChargeItem", "1"))
    message = peer.process_message({
        "resourceType": "Bundle", "type": "message", "identifier": {"system": "urn:test", "value": "envelope-1"},
        "entry": [
            {"resource": {"resourceType": "MessageHeader", "id": "message-1",
                          "eventCoding": {"system": "urn:test", "code": "charge"},
                          "source": {"endpoint": "urn:test"}}},
            {"resource": charge("C5")}]})
    note("message", message)
    header = message.resource["entry"][0]["resource"]
    said["message answers"] = [header["response"]["identifier"], header["response"]["code"]]
    peer.peer.format = "xml"
    note("XML", peer.create(charge("C6")))
    print(json.dumps(said))


if __name__ == "__main__":
    main(*sys.argv[1:])
