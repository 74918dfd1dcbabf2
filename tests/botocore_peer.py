#!/usr/bin/env python3
"""Compares generated crates with botocore: the requests that are written, the replies that are read.

    pip install botocore==1.44.5
    python tests/botocore_peer.py                                  # every operation of SSM
    python tests/botocore_peer.py --services dynamodb sqs --cases 50 --seed 7

For every operation of a service random inputs and random replies are made from botocore's model.
Inputs go through botocore's serializer and through `call --dry-run`: method, path, host, headers of
the protocol and JSON body must be equal. Replies come from a server in this script and go through
`call` and botocore's parser: what they read must be equal, down to members that a reply leaves out
and values that the model does not know; and so must code and message of errors. Listings of several
pages are joined by both, whole, cut short, and resumed.

The crate is generated with all operations in a folder of its own, by `cargo xtask codegen`, and the
example program `call` is compiled against it. Nothing of the repository is changed. Every difference
is printed; the exit code is 1 if there is one.
"""

import argparse
import base64
import gzip
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading

import botocore
import botocore.loaders
import botocore.exceptions
import botocore.model
import botocore.paginate
import botocore.parsers
import botocore.serialize
import botocore.utils

from botocore_values import Maker, single

ROOT = pathlib.Path(__file__).resolve().parent.parent
# Requests go to this name through the server in this script, which poses as a proxy, so that host
# prefixes need not resolve.
ENDPOINT = "http://peer.invalid"


def understood(value, shape):
    """What `call` printed, in botocore's terms."""
    match shape.type_name:
        case "structure" if shape.is_document_type:
            return value
        case "structure":
            if getattr(shape, "is_tagged_union", False):
                (name,) = value
                if name not in shape.members:
                    return {"SDK_UNKNOWN_MEMBER": {"name": name}}
            return {name: understood(inner, shape.members[name]) for name, inner in value.items()}
        case "list":
            return [understood(inner, shape.member) for inner in value]
        case "map":
            return {key: understood(inner, shape.value) for key, inner in value.items()}
        case "blob":
            return base64.b64decode(value, validate=True)
        case "timestamp":
            return botocore.utils.parse_timestamp(value)
        case "float":
            return single(value)
        case _:
            return value


class Server:
    """Answers what it is told, in order. It is spoken to as a proxy."""

    def __init__(self):
        self.replies = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                self.rfile.read(int(self.headers.get("Content-Length", 0)))
                status, body = outer.replies.pop(0)
                self.send_response(status)
                self.send_header("Content-Type", "application/x-amz-json-1.1")
                self.send_header("x-amzn-RequestId", "4f1c")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server.server_port}"


class Peer:
    """The example program `call`, compiled against a crate with all operations of a service."""

    def __init__(self, service, work, server):
        self.server = server
        self.program = build(service, work)

    def ask(self, questions, replies=()):
        self.server.replies = list(replies)
        environment = {
            "PATH": os.environ.get("PATH", ""),
            "AWS_ACCESS_KEY_ID": "AKIDEXAMPLE",
            "AWS_SECRET_ACCESS_KEY": "secret",
            "AWS_MAX_ATTEMPTS": "1",
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "HTTP_PROXY": self.server.url,
            "http_proxy": self.server.url,
        }
        run = subprocess.run(
            [self.program, "--region", "us-east-1", "--endpoint-url", ENDPOINT, "--batch", "-"],
            input="".join(json.dumps(question) + "\n" for question in questions),
            capture_output=True, encoding="utf-8", env=environment, check=False,
        )
        if run.returncode != 0:
            sys.exit(f"call failed: {run.stderr}")
        return [json.loads(line) for line in run.stdout.split("\n") if line]


def build(service, work):
    """Generates the crate and compiles `call` against it; gives the path of the program."""
    crates, caller = work / "crates", work / f"call-{service}"
    models = [] if (ROOT / "models" / service).is_dir() else ["--models", os.path.dirname(botocore.__file__)]
    command = ["cargo", "run", "--quiet", "--package", "xtask", "--", "codegen", "--service", service]
    run(command + ["--operations", "*", "--out", str(crates)] + models, ROOT)
    caller.mkdir(parents=True, exist_ok=True)
    (caller / "Cargo.toml").write_text(f"""
[package]
name = "call-{service}"
version = "0.0.0"
edition = "2024"
publish = false

[[bin]]
name = "call-{service}"
path = "{ROOT}/examples/src/bin/call/main.rs"

[dependencies]
clap = {{ version = "4", features = ["derive"] }}
http = "1"
serde_json = "1"
shapesmith-runtime = {{ path = "{ROOT}/runtime", features = ["dynamic"] }}
ssm = {{ package = "{service}", path = "{crates}/{service}", features = ["dynamic"] }}
tokio = {{ version = "1", features = ["macros", "net", "rt-multi-thread"] }}

[profile.dev]
debug = false

[workspace]
""")
    shutil.copy(ROOT / "Cargo.lock", caller / "Cargo.lock")
    run(["cargo", "build", "--quiet"], caller, CARGO_TARGET_DIR=str(work / "target"))
    return work / "target" / "debug" / f"call-{service}"


def run(command, folder, **variables):
    if subprocess.run(command, cwd=folder, env={**os.environ, **variables}, check=False).returncode != 0:
        sys.exit(f"failed: {' '.join(command)}")


def compare_requests(peer, model, names, maker, cases, report):
    questions, expected = [], []
    for name in names:
        operation = model.operation_model(name)
        for _ in range(cases):
            theirs, ours = maker.input(operation.input_shape, top=True) if operation.input_shape else ({}, {})
            serialized = botocore.serialize.JSONSerializer().serialize_to_request(theirs, operation)
            questions.append({"operation": operation.wire_name, "input": ours, "dry_run": True})
            expected.append((name, serialized))
    for question, (name, serialized), answer in zip(questions, expected, peer.ask(questions), strict=True):
        request = answer.get("request")
        if request is None:
            report(name, "requests", question["input"], serialized["body"].decode(), answer)
            continue
        headers = {key.lower(): value for key, value in serialized["headers"].items()}
        host = ENDPOINT.replace("://", "://" + serialized.get("host_prefix", ""))
        theirs = (serialized["method"], host + serialized["url_path"], headers, json.loads(serialized["body"]))
        shown = {key: request["headers"].get(key) for key in headers}
        ours = (request["method"], request["url"], shown, json.loads(body(request)))
        report(name, "requests", question["input"], theirs, ours)


def body(request):
    """The body of a request, unpacked where it is compressed."""
    if "body" in request:
        return request["body"]
    return gzip.decompress(base64.b64decode(request["body_base64"])).decode()


def compare_replies(peer, model, names, maker, cases, report):
    questions, replies, expected = [], [], []
    parser = botocore.parsers.JSONParser(timestamp_parser=None)
    for name in names:
        operation = model.operation_model(name)
        for _ in range(cases):
            ours = maker.input(operation.input_shape, top=True)[1] if operation.input_shape else {}
            reply = json.dumps(maker.reply(operation.output_shape) if operation.output_shape else {})
            response = {"status_code": 200, "headers": {}, "body": reply.encode()}
            parsed = parser.parse(response, operation.output_shape)
            parsed.pop("ResponseMetadata")
            questions.append({"operation": operation.wire_name, "input": ours})
            replies.append((200, reply.encode()))
            expected.append((name, parsed))
    answers = peer.ask(questions, replies)
    for (name, theirs), (_, reply), answer in zip(expected, replies, answers, strict=True):
        shape, ours = model.operation_model(name).output_shape, answer.get("output")
        if ours is not None and shape is not None:
            ours = understood(ours, shape)
        report(name, "replies", reply.decode(), theirs, answer if ours is None else ours)


def compare_errors(peer, model, names, maker, report):
    questions, replies, expected = [], [], []
    parser = botocore.parsers.JSONParser()
    for name in names:
        operation = model.operation_model(name)
        codes = [(shape.error_code, shape.metadata.get("error", {}).get("httpStatusCode", 400)) for shape in operation.error_shapes]
        for code, status in [*codes, ("MadeUpException", 403)]:
            ours = maker.input(operation.input_shape, top=True)[1] if operation.input_shape else {}
            key = maker.random.choice(["message", "Message"])
            message = " ".join(maker.text().split()) or "no words"
            kind = maker.random.choice([code, f"com.example.v1#{code}", f"{code}:http://example.com/"])
            reply = json.dumps({"__type": kind, key: message}).encode()
            error = parser.parse({"status_code": status, "headers": {}, "body": reply}, None)["Error"]
            questions.append({"operation": operation.wire_name, "input": ours})
            replies.append((status, reply))
            expected.append((name, f"{operation.wire_name}: {error['Code']}: {error['Message']} (HTTP {status}, request id 4f1c)"))
    for (name, theirs), (_, reply), answer in zip(expected, replies, peer.ask(questions, replies), strict=True):
        ours = answer.get("error")
        # A message that the model calls sensitive is not shown.
        if ours is not None and ours == theirs.split(": ")[0] + ": " + theirs.split(": ")[1] + theirs[theirs.rindex(" (HTTP"):]:
            ours = theirs
        report(name, "errors", reply.decode(), theirs, ours)


def compare_pages(peer, model, entries, names, maker, report):
    """All pages at once, a number of items, and what comes after them."""
    for name in names:
        operation = model.operation_model(name)
        entry = entries.get(name)
        if entry is None or not is_plain(entry, operation.output_shape):
            continue
        entry = {**entry, "result_key": as_list(entry["result_key"])}
        pages = listing(operation, entry, maker)
        count = sum(len(page.get(wire_name(operation, entry["result_key"][0])) or []) for page in pages)
        given = maker.input(operation.input_shape, top=True)[1]
        given.pop(entry["input_token"], None)
        for limit in {None, 1, max(1, count // 2), count + 1} - {0}:
            theirs, token = all_pages(operation, entry, pages, limit, None)
            question = {"operation": operation.wire_name, "input": given, "all_pages": True}
            ours, our_token, error = our_pages(peer, operation, pages, {**question, **({"max_items": limit} if limit else {})})
            report(name, "listings", pages, (theirs, token is None), error or (ours, our_token is None))
            if token is None or our_token is None:
                continue
            # Both begin again with the page that they stopped in or behind. The further results of that
            # page are left out by botocore even where they had not been given, so only the first counts.
            start = int(json.loads(base64.b64decode(token))[entry["input_token"]] or 0) if token != "None" else 0
            theirs, _ = all_pages(operation, entry, pages[start:], None, token)
            ours, _, error = our_pages(peer, operation, pages[start:], {**question, "starting_token": our_token})
            first = entry["result_key"][0]
            report(name, "resumed listings", pages, theirs.get(first, []), error or ours.get(first, []))


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


def wire_name(operation, member):
    return operation.output_shape.members[member].serialization.get("name", member)


def listing(operation, entry, maker):
    """Pages whose tokens are the numbers of the next ones."""
    pages = []
    for number in range(maker.random.choice([1, 2, 3, 4])):
        page = maker.reply(operation.output_shape)
        page[wire_name(operation, entry["output_token"])] = str(number + 1)
        pages.append(page)
    pages[-1][wire_name(operation, entry["output_token"])] = maker.random.choice(["", None])
    return pages


def all_pages(operation, entry, pages, limit, token):
    parser, pages = botocore.parsers.JSONParser(), list(pages)

    def method(**_):
        response = {"status_code": 200, "headers": {}, "body": json.dumps(pages.pop(0)).encode()}
        return parser.parse(response, operation.output_shape)

    paginator = botocore.paginate.Paginator(method, entry, operation)
    config = {"MaxItems": limit, "StartingToken": token}
    result = paginator.paginate(PaginationConfig=config).build_full_result()
    return result, result.pop("NextToken", None)


def our_pages(peer, operation, pages, question):
    (answer,) = peer.ask([question], [(200, json.dumps(page).encode()) for page in pages])
    if "output" not in answer:
        return None, None, answer
    token = answer["output"].pop("NextToken", None)
    return understood(answer["output"], operation.output_shape), token, None


class Report:
    def __init__(self, service):
        self.service, self.compared, self.differences = service, {}, 0

    def __call__(self, operation, kind, given, theirs, ours):
        self.compared[kind] = self.compared.get(kind, 0) + 1
        if theirs != ours:
            self.differences += 1
            print(f"{self.service}: {operation}: {kind} differ\n  given:    {given}\n  botocore: {theirs}\n  ours:     {ours}")


def compare(service, arguments, work, server):
    peer = Peer(service, work, server)
    data = botocore.loaders.Loader().load_service_model(service, "service-2")
    model = botocore.model.ServiceModel(data, service)
    questions = [{"operation": model.operation_model(name).wire_name} for name in model.operation_names]
    answers = peer.ask([{**question, "dry_run": True} for question in questions])
    unknown = ["no operation is called" in answer.get("error", "") for answer in answers]
    left_out = [name for name, unknown in zip(model.operation_names, unknown) if unknown]
    names = [name for name in model.operation_names if name not in left_out]
    report, maker = Report(service), Maker(f"{arguments.seed} {service}")
    compare_requests(peer, model, names, maker, arguments.cases, report)
    compare_replies(peer, model, names, maker, arguments.cases, report)
    compare_errors(peer, model, names, maker, report)
    compare_pages(peer, model, paginators(service), names, maker, report)
    compared = ", ".join(f"{count} {kind}" for kind, count in report.compared.items())
    note = f" (not generated: {', '.join(left_out)})" if left_out else ""
    total = len(model.operation_names)
    print(f"{service}: {len(names)} of {total} operations{note}: {compared}; {report.differences} differences")
    return report.differences


def paginators(service):
    try:
        return botocore.loaders.Loader().load_service_model(service, "paginators-1")["pagination"]
    except botocore.exceptions.UnknownServiceError:
        return {}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--services", nargs="+", default=["ssm"], help="botocore's names of services (ssm)")
    parser.add_argument("--cases", type=int, default=20, help="inputs and replies for each operation (20)")
    parser.add_argument("--seed", default="1", help="another seed gives other values (1)")
    parser.add_argument("--work", type=pathlib.Path, help="a folder to keep what is generated and compiled")
    arguments = parser.parse_args()
    server = Server()
    with tempfile.TemporaryDirectory() as temporary:
        work = (arguments.work or pathlib.Path(temporary)).resolve()
        differences = sum(compare(service, arguments, work, server) for service in arguments.services)
    sys.exit(1 if differences else 0)


if __name__ == "__main__":
    main()
