#!/usr/bin/env python3
"""Compares generated crates with botocore: the requests that are written, the replies that are read.

    pip install botocore==1.44.5
    python tests/botocore_peer.py                                  # every operation of SSM
    python tests/botocore_peer.py --services dynamodb lambda --cases 50 --seed 7
    python tests/botocore_peer.py --all --cases 2 --batch 40       # every service that can be generated

For every operation of a service random inputs and random replies are made from botocore's model. Inputs
go through botocore's serializer and through the generated crate: method, path, query, headers and body
must say the same. Replies go through the crate and through botocore's parser: what they read must be
equal, down to members that a reply leaves out and values that the model does not know; and so must
code, message and members of errors. Listings of several pages are joined by both, whole, cut short, and
resumed, and ask for their pages in the same words.

Crates are generated in a folder of their own, by `cargo xtask codegen`, and the program in `tests/peer`
is compiled against them, one for each batch of services. Nothing of the repository is changed. Every
difference is printed; the exit code is 1 if there is one. Where both are known to differ, and why, stands
beside the code that leaves it out: in this script, in `botocore_values.py` and in `botocore_wire.py`.
"""

import argparse
import base64
import collections
import functools
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import threading

import botocore
import botocore.exceptions
import botocore.handlers
import botocore.loaders
import botocore.model
import botocore.paginate
import botocore.serialize
import botocore.utils

import botocore_wire as wire
import botocore_xml
from botocore_values import Maker, is_json_text, single

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Nothing is sent; the name is only one that host prefixes can stand before.
ENDPOINT = "http://peer.invalid"
LOADER = botocore.loaders.Loader()
# The time that stands for a required one that is missing.
MADE_UP_MOMENTS = ("1970-01-01T00:00:00Z", "Thu, 01 Jan 1970 00:00:00 GMT")


def understood(value, shape, theirs, protocol):
    """What we read, in botocore's terms; where required members were made up, as botocore leaves them out."""
    match shape.type_name:
        case "structure" if shape.is_document_type:
            return value
        case "structure":
            return understood_structure(value, shape, theirs if isinstance(theirs, dict) else {}, protocol)
        case "list":
            beside = theirs if isinstance(theirs, list) and len(theirs) == len(value) else [None] * len(value)
            return [understood(inner, shape.member, their, protocol) for inner, their in zip(value, beside)]
        case "map":
            beside = theirs if isinstance(theirs, dict) else {}
            return {key: understood(inner, shape.value, beside.get(key), protocol) for key, inner in value.items()}
        case "blob":
            return base64.b64decode(value, validate=True)
        case "timestamp":
            return botocore.utils.parse_timestamp(value)
        case "string" if is_json_text(shape):
            return json.loads(value)
        case "float":
            return single(value)
        case _:
            return value


def understood_structure(value, shape, theirs, protocol):
    if getattr(shape, "is_tagged_union", False):
        if not value:
            return {}
        (name,) = value
        if name not in shape.members:
            # In CBOR botocore passes over what it does not know without a word.
            return {} if wire.form(protocol) == "cbor" else {"SDK_UNKNOWN_MEMBER": {"name": name}}
    return {
        name: understood(inner, shape.members[name], theirs.get(name), protocol)
        for name, inner in value.items()
        if name in theirs or not (name in shape.required_members and is_made_up(inner))
    }


def is_made_up(value):
    if isinstance(value, dict):
        return all(map(is_made_up, value.values()))
    return not value or value in MADE_UP_MOMENTS


def without_twins(value):
    """What botocore read of S3, where `Event` is the one event of old and the first of `Events`, too, since both have one
    name on the wire. We have `Events` alone."""
    match value:
        case dict():
            return {key: without_twins(inner) for key, inner in value.items() if key != "Event" or "Events" not in value}
        case list():
            return list(map(without_twins, value))
        case _:
            return value


def read_by_botocore(parsed, ours, shape):
    """What botocore read, without what it makes of payloads and headers that are not there."""
    kept = {}
    for name, value in parsed.items():
        is_payload = name == shape.serialization.get("payload")
        is_headers = shape.members[name].serialization.get("location") == "headers"
        if (is_payload or is_headers) and not value and ours.get(name) is None:
            continue
        kept[name] = {key.lower(): text for key, text in value.items()} if is_headers else value
    return kept


def without_unknown_choices(value, shape):
    """What botocore read from CBOR, where a union that holds what it does not know is sometimes kept as it came."""
    if value is None:
        return value
    match shape.type_name:
        case "structure" if not shape.is_document_type:
            if getattr(shape, "is_tagged_union", False) and not shape.members.keys() & value.keys():
                return {}
            known = {name: inner for name, inner in value.items() if name in shape.members}
            return {name: without_unknown_choices(inner, shape.members[name]) for name, inner in known.items()}
        case "list":
            return [without_unknown_choices(inner, shape.member) for inner in value]
        case "map":
            return {key: without_unknown_choices(inner, shape.value) for key, inner in value.items()}
        case _:
            return value


class Service:
    """A service as botocore's model has it."""

    def __init__(self, name):
        self.name = name
        model = corrected(LOADER.load_service_model(name, "service-2"))
        self.headers = model["metadata"].get("headers", {})
        self.entries = model["operations"]
        self.model = botocore.model.ServiceModel(model, name)
        self.cut = {shape for shape, entry in model["shapes"].items() if entry.get("lastSegment")}
        self.protocol = self.model.resolved_protocol
        self.serializer = botocore.serialize.create_serializer(self.protocol, include_validation=False)
        self.paginators = paginators(name)
        self.operations = [self.model.operation_model(operation) for operation in self.model.operation_names]
        # The rules say the bucket, which botocore's clients take out of the model for that reason.
        for operation in self.operations if name == "s3" else []:
            botocore.handlers.remove_bucket_from_url_paths_from_model({}, operation, {})

    def serialized(self, operation, given):
        for key, member in (operation.input_shape.members if operation.input_shape else {}).items():
            if member.name in self.cut and key in given:
                given = {**given, key: given[key].split("/")[-1]}
        if wire.has_forms(self.protocol):
            given = wire.in_order(given)
        request = self.serializer.serialize_to_request(given, operation)
        # Botocore's clients add them, and take them out, after its serializers.
        for header, value in self.headers.items():
            request["headers"].setdefault(header, value)
        if operation.is_endpoint_discovery_operation:
            request["headers"]["x-amz-api-version"] = self.model.api_version
        copied = self.entries[operation.name].get("crossRegion", {})
        if copied.get("sourceForClient"):
            request["body"].pop(copied["source"], None)
        return wire.their_request(self.protocol, operation, request, ENDPOINT)


def corrected(model):
    """A model with the corrections that ship with the generator, which botocore has in its code."""
    metadata = model["metadata"]
    for path in sorted((ROOT / "codegen/corrections").glob("*.json")):
        file = json.loads(path.read_text())
        if (file["serviceId"], file["apiVersion"]) == (metadata.get("serviceId"), metadata["apiVersion"]):
            for patch in file["patches"]:
                if patch.get("format", "botocore") == "botocore":
                    correct(model, patch["path"].split("."), patch["replace"])
    return model


def correct(node, path, value):
    """Puts a value at a path, in which a star stands for every key."""
    step, *rest = path
    if not rest:
        node[step] = value
        return
    for key in list(node) if step == "*" else [step]:
        if key in node:
            correct(node[key], rest, value)


def paginators(service):
    try:
        return LOADER.load_service_model(service, "paginators-1")["pagination"]
    except botocore.exceptions.UnknownServiceError:
        return {}


class Peer:
    """The program of `tests/peer`, compiled against the crates of some services."""

    def __init__(self, program):
        pipe = subprocess.PIPE
        self.process = subprocess.Popen([program], stdin=pipe, stdout=pipe, encoding="utf-8")

    def ask(self, service, questions):
        # Its answers have to be read while it is asked, or both sides wait for each other.
        writer = threading.Thread(target=self.write, args=(service, questions))
        writer.start()
        lines = [self.process.stdout.readline() for _ in questions]
        writer.join()
        if not all(lines):
            sys.exit("the peer ended before it had answered")
        return [json.loads(line) for line in lines]

    def write(self, service, questions):
        for question in questions:
            line = json.dumps({"service": service.name, "endpoint_url": ENDPOINT, **question})
            self.process.stdin.write(line + "\n")
        self.process.stdin.flush()

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def generate(arguments, work):
    """Generates crates; gives those that there are, by the names of the services."""
    crates = work / "crates"
    models = ["--models", os.path.dirname(botocore.__file__), "--out", str(crates)]
    wanted = LOADER.list_available_services("service-2") if arguments.all else arguments.services
    if arguments.all:
        # It fails where some service cannot be generated, and says which; the others are there.
        xtask("--all", *models, may_fail=True)
    for service in [] if arguments.all else wanted:
        local = models if not (ROOT / "models" / service).is_dir() else models[2:]
        xtask("--service", service, "--operations", "*", *local)
    folders = [folder for folder in crates.iterdir() if (folder / "Cargo.toml").is_file()]
    by_package = {package_of(folder): folder for folder in folders}
    generated = {service: by_package[service] for service in wanted if arguments.first <= service and service in by_package}
    for service in generated if arguments.operations else ():
        sample(service, arguments, models)
    return generated


def sample(service, arguments, models):
    """Generates a crate once more where it has too many operations, with some of them."""
    names = LOADER.load_service_model(service, "service-2")["operations"]
    if len(names) > arguments.operations:
        chosen = Maker(f"{arguments.seed} {service}").random.sample(sorted(names), arguments.operations)
        # What a pattern matches may be left out, if it cannot be generated; a name may not.
        xtask("--service", service, "--operations", *[name[:-1] + "?" for name in chosen], *models, may_fail=True)


def package_of(folder):
    return re.search(r'^name = "(.*)"$', (folder / "Cargo.toml").read_text(), re.MULTILINE)[1]


def xtask(*arguments, may_fail=False):
    command = ["cargo", "run", "--release", "--quiet", "--package", "xtask", "--", "codegen", *arguments]
    run(command, ROOT, may_fail, stdout=subprocess.DEVNULL)


def build(crates, work):
    """Compiles the program against some crates; gives its path."""
    folder = work / "program"
    source = folder / "src"
    source.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "tests/peer/main.rs", source / "main.rs")
    shutil.copy(ROOT / "examples/src/bin/call/pages.rs", source / "pages.rs")
    names = {service: f"of-{service}" for service in crates}
    rows = "".join(
        f'    ("{service}", {name.replace("-", "_")}::registry::OPERATIONS),\n' for service, name in names.items()
    )
    table = f"&[(&str, &[shapesmith_runtime::dynamic::DynamicOperation])] = &[\n{rows}];\n"
    (source / "services.rs").write_text(f"pub static SERVICES: {table}")
    dependencies = "".join(
        f'{names[service]} = {{ package = "{package_of(path)}", path = {json.dumps(str(path))}, '
        f'default-features = false, features = ["dynamic"] }}\n'
        for service, path in crates.items()
    )
    (folder / "Cargo.toml").write_text(MANIFEST.format(runtime=json.dumps(str(ROOT / "runtime")), crates=dependencies))
    shutil.copy(ROOT / "Cargo.lock", folder / "Cargo.lock")
    run(["cargo", "build", "--quiet"], folder, CARGO_TARGET_DIR=str(work / "target"))
    return work / "target" / "debug" / "peer"


MANIFEST = """
[package]
name = "peer"
version = "0.0.0"
edition = "2024"
publish = false

[dependencies]
base64 = "0.23"
http = "1"
serde = {{ version = "1", features = ["derive"] }}
serde_json = "1"
shapesmith-runtime = {{ path = {runtime}, default-features = false, features = ["cbor", "compression", "dynamic"] }}
tokio = {{ version = "1", default-features = false, features = ["rt", "time"] }}
{crates}
[profile.dev]
debug = false
incremental = false

[workspace]
"""


def run(command, folder, may_fail=False, stdout=None, **variables):
    environment = {**os.environ, **variables}
    failed = subprocess.run(command, cwd=folder, env=environment, stdout=stdout, check=False).returncode != 0
    if failed and not may_fail:
        sys.exit(f"failed: {' '.join(command)}")


def sendable(operation, given):
    """An input without what is refused here and goes over the wire there: a checksum that nobody can make, and a length
    that is not that of the body."""
    given = dict(given)
    algorithm = operation.http_checksum.get("requestAlgorithmMember")
    if algorithm in given and given[algorithm] not in ("CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"):
        given[algorithm] = "CRC32"
    for name in list(given):
        member = operation.input_shape.members.get(name)
        if member is not None and member.serialization.get("name", "").lower() == "content-length":
            del given[name]
    return given


def inputs(operation, maker):
    if not operation.input_shape:
        return {}, {}
    pair = maker.input(operation.input_shape, top=True)
    if (operation.service_model.service_id, operation.name) == ("Machine Learning", "Predict"):
        # The request goes there, so it has to be a place.
        pair = tuple({**given, "PredictEndpoint": ENDPOINT} for given in pair)
    pair = tuple(map(functools.partial(sendable, operation), pair))
    is_xml = wire.form(operation.service_model.resolved_protocol) == "xml"
    return tuple(map(botocore_xml.speakable, pair)) if is_xml else pair


def compare_requests(peer, service, operations, maker, cases, report):
    questions, expected = [], []
    for operation in operations:
        for _ in range(cases):
            theirs, ours = inputs(operation, maker)
            questions.append({"operation": operation.wire_name, "input": ours})
            expected.append((operation, service.serialized(operation, theirs)))
    for question, (operation, theirs), answer in zip(questions, expected, peer.ask(service, questions), strict=True):
        request = answer.get("request")
        ours = wire.our_request(service.protocol, operation, request, theirs) if request else answer
        report(operation, "requests", question["input"], theirs, ours)


def compare_replies(peer, service, operations, maker, cases, report):
    questions, replies = [], []
    # What is in a stream of events is for tests of the runtime.
    # And botocore's parser does not read the text of GetBucketLocation, but a handler behind it.
    for operation in operations:
        if operation.has_event_stream_output or (service.name, operation.name) == ("s3", "GetBucketLocation"):
            continue
        for _ in range(cases):
            shape = operation.output_shape
            members = maker.reply_members(shape, wire.form(service.protocol)) if shape else {}
            status = operation.http.get("responseCode", 200)
            reply = wire.message(maker, service.protocol, shape, members, status)
            if is_silent(service, operation, reply):
                continue
            question = {"operation": operation.wire_name, "input": inputs(operation, maker)[1]}
            questions.append({**question, "replies": [reply.for_us()]})
            replies.append((operation, reply))
    for (operation, reply), answer in zip(replies, peer.ask(service, questions), strict=True):
        report(operation, "replies", reply, *both_read(service, operation.output_shape, reply, answer))


def is_silent(service, operation, reply):
    """Whether a reply says nothing of what was to be changed: S3 is known to give such ones where it failed, so that it is
    an error to us, and a success to botocore."""
    if service.name != "s3" or operation.http["method"] not in ("POST", "PUT") or reply.body.strip():
        return False
    members = operation.output_shape.members.values() if operation.output_shape else []
    return any("location" not in member.serialization for member in members)


def both_read(service, shape, reply, answer):
    """What botocore and we read from a reply."""
    theirs, ours = wire.parse(service.protocol, reply, shape), answer.get("output")
    if ours is None or shape is None:
        return theirs, answer if ours is None else ours
    theirs = read_by_botocore(theirs, ours, shape)
    if service.name == "s3":
        theirs = without_twins(theirs)
    if service.protocol == "smithy-rpc-v2-cbor":
        theirs = without_unknown_choices(theirs, shape)
    return theirs, understood(ours, shape, theirs, service.protocol)


def compare_errors(peer, service, operations, maker, cases, report):
    questions, answers = [], []
    for operation in operations:
        shapes = list(operation.error_shapes)
        for shape in [*maker.random.sample(shapes, min(cases, len(shapes))), None]:
            reply = error(service, shape, maker)
            question = {"operation": operation.wire_name, "input": inputs(operation, maker)[1]}
            questions.append({**question, "replies": [reply.for_us()]})
            answers.append((operation, shape, reply))
    for (operation, shape, reply), answer in zip(answers, peer.ask(service, questions), strict=True):
        report(operation, "errors", reply, *both_understood(service, shape, reply, answer.get("error"), answer))


def error(service, shape, maker):
    """An error answer: code and message where services put them, and what the model says of the error."""
    code, status, members, headers = "MadeUpException", 403, {}, {}
    if shape is not None:
        code = shape.error_code
        status = shape.metadata.get("error", {}).get("httpStatusCode", 400)
        members = maker.reply_members(shape, wire.form(service.protocol))
    names = {shape.members[name].serialization.get("name", name) for name in members}
    # Botocore knows no message but a text, and what is bound to the code's header is the code.
    for name in list(members):
        wire_name = shape.members[name].serialization.get("name", name).lower()
        if {name.lower(), wire_name} & {"message", "code", "__type", "x-amzn-errortype"}:
            del members[name]
    words = " ".join(maker.text().split()) or "no words"
    if wire.form(service.protocol) == "xml":
        extra = {"Code": code, "Message": botocore_xml.speakable(words).strip() or "no words"}
        return wire.message(maker, service.protocol, shape, members, status, headers, extra)
    extra = {maker.random.choice(["message", "Message"]): words}
    written = maker.random.choice([code, f"com.example.v1#{code}", f"{code}:http://example.com/"])
    # Beside a member that is called code, botocore takes that for the code even where there is a type; we do not.
    places = ["__type", "code", "header"] if service.protocol == "rest-json" else ["__type"]
    place = maker.random.choice(places) if "code" not in {name.lower() for name in names} else places[-1]
    if place == "header":
        headers["x-amzn-errortype"] = written
    else:
        extra[place] = written
    return wire.message(maker, service.protocol, shape, members, status, headers, extra)


# Not asked, since both are known to differ: an error of 500 or more with an empty body, where botocore looks at no
# header; nulls in lists and maps that hold none, which botocore keeps; numbers and booleans that stand in JSON as text,
# which botocore's parser for REST takes, and Smithy does not allow.
def both_understood(service, shape, reply, ours, answer):
    """What botocore and we make of an error answer."""
    found = wire.parse(service.protocol, reply, None)["Error"]
    theirs = {"code": found["Code"], "message": found["Message"], "shape": shape and shape.name, "members": None}
    if shape is not None:
        theirs["members"] = without_message(wire.parse(service.protocol, reply, shape))
    if ours is None:
        return theirs, answer
    if shape is not None and ours["members"] is not None:
        theirs["members"] = read_by_botocore(theirs["members"], ours["members"], shape)
        members = understood(ours["members"], shape, theirs["members"], service.protocol)
        ours = {**ours, "members": without_message(members)}
    return theirs, ours


def without_message(members):
    """The members but for the message, which we fill in from wherever it stood."""
    return {name: value for name, value in members.items() if name.lower() != "message"}


def compare_pages(peer, service, operations, maker, report):
    """All pages at once, a number of items, and what comes after them."""
    for operation in operations:
        entry = service.paginators.get(operation.name)
        if entry is None or not is_plain(entry, operation.output_shape):
            continue
        entry = {**entry, "result_key": as_list(entry["result_key"])}
        first = entry["result_key"][0]
        pages = listing(service, operation, entry, maker)
        count = sum(len(wire.parse(service.protocol, page, operation.output_shape).get(first) or []) for page in pages)
        theirs_given, given = inputs(operation, maker)
        theirs_given.pop(entry["input_token"], None)
        given.pop(entry["input_token"], None)
        for limit in sorted({0, 1, max(1, count // 2), count + 1}):
            listed = Listing(service, operation, entry, theirs_given, {"input": given, "max_items": limit or None})
            theirs, token = listed.by_botocore(pages, limit or None, None)
            ours, our_token, failure = listed.by_us(peer, pages, theirs)
            report(operation, "listings", list(map(str, pages)), (theirs, token is None), failure or (ours, our_token is None))
            report(operation, "requests of listings", given, listed.their_requests, failure or listed.our_requests)
            if token is None or our_token is None:
                continue
            # Both begin again with the page that they stopped in or behind. The further results of that
            # page are left out by botocore even where they had not been given, so only the first counts.
            start = int(json.loads(base64.b64decode(token))[entry["input_token"]] or 0) if token != "None" else 0
            listed = Listing(service, operation, entry, theirs_given, {"input": given, "starting_token": our_token})
            theirs, _ = listed.by_botocore(pages[start:], None, token)
            ours, _, failure = listed.by_us(peer, pages[start:], theirs)
            report(operation, "resumed listings", list(map(str, pages)), theirs.get(first, []), failure or ours.get(first, []))


class Listing:
    """A listing that both go through."""

    def __init__(self, service, operation, entry, given, question):
        self.service, self.operation, self.entry, self.given = service, operation, entry, given
        self.question = {"operation": operation.wire_name, "all_pages": True, **question}
        self.their_requests, self.our_requests = [], []

    def by_botocore(self, pages, limit, token):
        left = list(pages)

        def method(**given):
            self.their_requests.append(self.service.serialized(self.operation, given))
            return wire.parse(self.service.protocol, left.pop(0), self.operation.output_shape)

        paginator = botocore.paginate.Paginator(method, self.entry, self.operation)
        config = {"MaxItems": limit, "StartingToken": token}
        result = paginator.paginate(**self.given, PaginationConfig=config).build_full_result()
        return result, result.pop("NextToken", None)

    def by_us(self, peer, pages, theirs):
        question = {**self.question, "replies": [page.for_us() for page in pages]}
        (answer,) = peer.ask(self.service, [question])
        if "output" not in answer:
            return None, None, answer
        asked = zip(answer["requests"], self.their_requests)
        self.our_requests = [without_signature(self.service, self.operation, ours, theirs) for ours, theirs in asked]
        token = answer["output"].pop("NextToken", None)
        return understood(answer["output"], self.operation.output_shape, theirs, self.service.protocol), token, None


def without_signature(service, operation, request, theirs):
    signature = {"authorization", "x-amz-date", "x-amz-content-sha256"}
    headers = [(name, value) for name, value in request["headers"] if name not in signature]
    return wire.our_request(service.protocol, operation, {**request, "headers": headers}, theirs)


def is_plain(entry, output):
    """Whether a listing has one token, and lists for results, all at the top."""
    keys = as_list(entry["result_key"])
    if not isinstance(entry["output_token"], str) or "more_results" in entry or "non_aggregate_keys" in entry:
        return False
    known = all(key in output.members for key in [*keys, entry["output_token"]])
    return known and output.members[entry["output_token"]].type_name == "string" and all(
        output.members[key].type_name == "list" for key in keys
    )


def as_list(value):
    return value if isinstance(value, list) else [value]


def listing(service, operation, entry, maker):
    """Pages whose tokens are the numbers of the next ones."""
    count = maker.random.choice([1, 2, 3, 4])
    last = maker.random.choice(["", None])
    pages = []
    for number in range(count):
        members = maker.reply_members(operation.output_shape, wire.form(service.protocol))
        members[entry["output_token"]] = str(number + 1) if number + 1 < count else last
        if members[entry["output_token"]] is None:
            del members[entry["output_token"]]
        pages.append(wire.message(maker, service.protocol, operation.output_shape, members))
    return pages


class Report:
    """Counts what was compared, and prints every difference."""

    def __init__(self, service):
        self.service, self.compared, self.differences = service, collections.Counter(), 0

    def __call__(self, operation, kind, given, theirs, ours):
        if isinstance(ours, dict) and ": no endpoint for " in ours.get("failed", ""):
            # The rules of a few services want an ARN in the input; tests/endpoints_peer.py is about them.
            self.compared["without an endpoint"] += 1
            return
        self.compared[kind] += 1
        if theirs == ours:
            return
        self.differences += 1
        theirs, ours = differing(theirs, ours)
        where = f"{self.service.name} ({self.service.protocol}): {operation.name}: {kind} differ"
        print(f"{where}\n  given:    {given}\n  botocore: {theirs}\n  ours:     {ours}", flush=True)

    def __str__(self):
        compared = ", ".join(f"{count} {kind}" for kind, count in self.compared.items())
        return f"{compared}; {self.differences} differences"


def differing(theirs, ours):
    """Of two objects the entries that are not equal."""
    if not (isinstance(theirs, dict) and isinstance(ours, dict) and theirs.keys() & ours.keys()):
        return theirs, ours
    names = [name for name in {**theirs, **ours} if (name in theirs, theirs.get(name)) != (name in ours, ours.get(name))]
    pairs = [differing(theirs.get(name, "nothing"), ours.get(name, "nothing")) for name in names]
    return tuple({name: pair[side] for name, pair in zip(names, pairs)} for side in (0, 1))


def compare(name, peer, arguments):
    """Compares a service; gives its report, and how many operations it has and were compared."""
    service = Service(name)
    answers = peer.ask(service, [{"operation": operation.wire_name, "input": {}} for operation in service.operations])
    unknown = ["no operation is called" in answer.get("failed", "") for answer in answers]
    left_out = [operation.name for operation, unknown in zip(service.operations, unknown) if unknown]
    operations = [operation for operation, unknown in zip(service.operations, unknown) if not unknown]
    report, maker = Report(service), Maker(f"{arguments.seed} {name}")
    compare_requests(peer, service, operations, maker, arguments.cases, report)
    compare_replies(peer, service, operations, maker, arguments.cases, report)
    compare_errors(peer, service, operations, maker, arguments.cases, report)
    compare_pages(peer, service, operations, maker, report)
    note = f" (not generated: {', '.join(left_out)})" if left_out and not arguments.operations else ""
    print(f"{name}: {len(operations)} of {len(service.operations)} operations{note}: {report}", flush=True)
    return report, len(operations)


def total(results):
    compared = sum((report.compared for report, _ in results), collections.Counter())
    cases = ", ".join(f"{count} {kind}" for kind, count in compared.items())
    operations = sum(operations for _, operations in results)
    differences = sum(report.differences for report, _ in results)
    print(f"{len(results)} services, {operations} operations: {cases}; {differences} differences")
    return differences


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--services", nargs="+", default=["ssm"], help="botocore's names of services (ssm)")
    parser.add_argument("--all", action="store_true", help="every service that can be generated")
    parser.add_argument("--cases", type=int, default=20, help="inputs, replies and errors for each operation (20)")
    parser.add_argument("--operations", type=int, help="of each service at most so many operations, chosen by the seed")
    parser.add_argument("--batch", type=int, default=40, help="how many crates one program links (40)")
    parser.add_argument("--from", dest="first", default="", help="of all services those from this name on")
    parser.add_argument("--seed", default="1", help="another seed gives other values (1)")
    parser.add_argument("--work", type=pathlib.Path, help="a folder to keep what is generated and compiled")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        work = (arguments.work or pathlib.Path(temporary)).resolve()
        crates = generate(arguments, work)
        names, results = sorted(crates), []
        for start in range(0, len(names), arguments.batch):
            batch = names[start:start + arguments.batch]
            peer = Peer(build({name: crates[name] for name in batch}, work))
            results += [compare(name, peer, arguments) for name in batch]
            peer.end()
        sys.exit(1 if total(results) else 0)


if __name__ == "__main__":
    main()
