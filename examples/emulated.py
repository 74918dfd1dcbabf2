#!/usr/bin/env python3
"""Runs an example program against services on this machine: starts them, makes what is needed, and stops them.

    python examples/emulated.py                 # which programs there are
    python examples/emulated.py open_shop       # one of them
    python examples/emulated.py all

Needs moto's server, which keeps everything in memory:

    pip install 'moto[server]==5.2.5'

It need not be the Python of this script: a `moto_server` in PATH will do. The chat alone talks with a model that
stands in this file, since moto has none that answers by events. Nothing is sent to anywhere else.
"""

import argparse
import contextlib
import http.server
import importlib.util
import json
import os
import pathlib
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request
import zlib

ROOT = pathlib.Path(__file__).resolve().parent.parent


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program", nargs="?", choices=[*PROGRAMS, "all"], help="the program, or all")
    program = parser.parse_args().program
    if program is None:
        for name, run in PROGRAMS.items():
            print(f"{name:16} {run.__doc__}")
        return
    for name in PROGRAMS if program == "all" else [program]:
        print(f"== {name}: {PROGRAMS[name].__doc__}")
        with tempfile.TemporaryDirectory() as folder, (model() if name == "chat" else moto()) as url:
            PROGRAMS[name](Shell(url, pathlib.Path(folder)))


SIGNED_AS = {
    "AmazonSQS": "sqs",
    "AmazonSSM": "ssm",
    "DynamoDB_20120810": "dynamodb",
    "secretsmanager": "secretsmanager",
}


class Shell:
    """What programs are run in: an environment that leads to the emulator, and a folder."""

    def __init__(self, url, folder):
        self.url, self.folder = url, folder
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
        self.environment = {
            **inherited,
            "AWS_ENDPOINT_URL": url,
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "example",
            "AWS_SECRET_ACCESS_KEY": "example",
            # Neither profiles of this user nor the machine's own credentials.
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def run(self, package, program, *arguments, typed=None):
        """Builds a program, and runs it as a user would."""
        print(f"$ {program} {' '.join(arguments)}", flush=True)
        manifest = str(ROOT / "Cargo.toml")
        command = ["cargo", "run", "--quiet", "--manifest-path", manifest, "-p", package, "--bin", program, "--"]
        outcome = subprocess.run([*command, *arguments], cwd=self.folder, env=self.environment, input=typed, text=True)
        if outcome.returncode != 0:
            sys.exit(f"{program} ended with status {outcome.returncode}")

    def ask(self, target, version="1.1", **members):
        """Asks a service that speaks JSON by the name of the operation, as `SSM.PutParameter`."""
        # The emulator looks at neither keys nor signatures, but finds the service and the region here.
        scope = f"example/20260131/eu-central-1/{SIGNED_AS[target.split('.')[0]]}/aws4_request"
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
            "Content-Type": f"application/x-amz-json-{version}",
            "X-Amz-Target": target,
        }
        request = urllib.request.Request(self.url, json.dumps(members).encode(), headers, method="POST")
        return json.load(urllib.request.urlopen(request))

    def put_parameter(self, name, value):
        self.ask("AmazonSSM.PutParameter", Name=name, Value=value, Type="SecureString")

    def bucket(self, name):
        """Makes a bucket."""
        location = "<LocationConstraint>eu-central-1</LocationConstraint>"
        location = f"<CreateBucketConfiguration>{location}</CreateBucketConfiguration>"
        scope = "example/20260131/eu-central-1/s3/aws4_request"
        headers = {
            "Authorization": f"AWS4-HMAC-SHA256 Credential={scope}, SignedHeaders=host, Signature=0",
            "Content-Type": "application/xml",
        }
        request = urllib.request.Request(f"{self.url}/{name}", location.encode(), headers, method="PUT")
        urllib.request.urlopen(request)


def copy_parameters(shell):
    """copies parameters from one path to another, with a progress bar"""
    for number in range(12):
        shell.put_parameter(f"/shop/test/number-{number}", str(number))
    shell.put_parameter("/shop/production/number-3", "stays")
    shell.run("programs", "copy_parameters", "/shop/test", "/shop/production")


def take_orders(shell):
    """takes orders out of a queue and into a table"""
    shell.ask(
        "DynamoDB_20120810.CreateTable",
        version="1.0",
        TableName="orders",
        AttributeDefinitions=[{"AttributeName": "order", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "order", "KeyType": "HASH"}],
        BillingMode="PAY_PER_REQUEST",
    )
    queue = shell.ask("AmazonSQS.CreateQueue", version="1.0", QueueName="incoming")["QueueUrl"]
    for body in ['{"order": "17", "item": "lamp"}', '{"order": "17", "item": "lamp"}', "not an order"]:
        shell.ask("AmazonSQS.SendMessage", version="1.0", QueueUrl=queue, MessageBody=body)
    arguments = ["--queue", "incoming", "--told", "told", "--table", "orders", "--until-empty"]
    shell.run("programs", "take_orders", *arguments)


def open_shop(shell):
    """sets up a shop out of four services, and takes an order"""
    shell.put_parameter("/shop/table", "sales")
    shell.put_parameter("/shop/queue", "sales")
    shell.ask("secretsmanager.CreateSecret", Name="/shop/key", SecretString="hush", ClientRequestToken="0" * 32)
    shell.run("programs", "open_shop", "/shop", "Ada", "lamp")
    shell.run("programs", "open_shop", "/shop", "Ada", "lamp")


def chat(shell):
    """talks with a model, whose answers come as events"""
    shell.run("programs", "chat", "example.parrot-v1:0", typed="Hello!\nHow are you today?\n")
    print()


def sync(shell):
    """makes a bucket hold what a folder holds, and another folder what the bucket holds"""
    shell.bucket("photos")
    for name in ["index.html", "pages/one.html", "pages/two words.html"]:
        place = shell.folder / "site" / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(f"<title>{name}</title>\n")
    shell.run("objects", "sync", "site", "s3://photos/site")
    (shell.folder / "site/index.html").unlink()
    shell.run("objects", "sync", "site", "s3://photos/site", "--delete")
    shell.run("objects", "sync", "s3://photos/site", "copy")
    shell.run("objects", "sync", "copy", "s3://photos/site")


def objects(shell):
    """uploads in parts, copies in parts, lists, downloads, and signs a URL that anybody can use"""
    shell.bucket("photos")
    (shell.folder / "archive").write_bytes(os.urandom(11 << 20))
    shell.run("objects", "upload", "photos", "archive", "--part-size", "5")
    shell.run("objects", "upload", "photos", "piped", "--stdin", typed="some text\n")
    shell.run("objects", "copy", "photos", "archive", "photos", "archive twice", "--most-at-once", "6", "--part-size", "5")
    shell.run("objects", "copy", "photos", "piped", "photos", "2026//piped+1")
    shell.run("objects", "list", "photos")
    shell.run("objects", "download", "photos", "archive twice", "copy")
    if (shell.folder / "copy").read_bytes() != (shell.folder / "archive").read_bytes():
        sys.exit("what was downloaded is not what was uploaded")
    shell.run("objects", "sign", "get", "photos", "piped")


PROGRAMS = {run.__name__: run for run in [copy_parameters, take_orders, open_shop, chat, sync, objects]}


@contextlib.contextmanager
def moto():
    """moto's server on a free port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    options = ["-H", "127.0.0.1", "-p", str(port)]
    if importlib.util.find_spec("moto") and importlib.util.find_spec("flask"):
        command = [sys.executable, "-c", "import sys; from moto.server import main; main(sys.argv[1:])", *options]
    elif shutil.which("moto_server"):
        command = ["moto_server", *options]
    else:
        sys.exit("there is no moto_server here: pip install 'moto[server]==5.2.5', then once more")
    with tempfile.TemporaryFile("w+") as told:
        server = subprocess.Popen(command, stdout=told, stderr=told)
        try:
            wait_for(port, server, told)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=30)


def wait_for(port, server, told):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            told.seek(0)
            sys.exit(f"moto ended with status {server.returncode} before it listened:\n{told.read()}")
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.2)
    sys.exit("moto did not listen within a minute")


class Parrot(http.server.BaseHTTPRequestHandler):
    """A model that says what it was told, word by word."""

    protocol_version = "HTTP/1.1"

    def do_POST(self):
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        words = asked["messages"][-1]["content"][0]["text"].split()
        self.send_response(200)
        self.send_header("Content-Type", "application/vnd.amazon.eventstream")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.say("messageStart", role="assistant")
        for word in ["You", "said:", *words]:
            self.say("contentBlockDelta", contentBlockIndex=0, delta={"text": f"{word} "})
            time.sleep(0.1)
        self.say("messageStop", stopReason="end_turn")
        self.wfile.write(b"0\r\n\r\n")

    def say(self, event, **payload):
        frame = message({":message-type": "event", ":event-type": event}, json.dumps(payload).encode())
        self.wfile.write(b"%x\r\n%s\r\n" % (len(frame), frame))

    def log_message(self, *_):
        pass


def message(headers, payload):
    """A message in the framing of AWS's event streams; its headers are texts, which are of type 7."""
    block = b"".join(
        struct.pack("!B", len(name)) + name.encode() + struct.pack("!BH", 7, len(value)) + value.encode()
        for name, value in headers.items()
    )
    prelude = struct.pack("!II", 16 + len(block) + len(payload), len(block))
    framed = prelude + struct.pack("!I", zlib.crc32(prelude)) + block + payload
    return framed + struct.pack("!I", zlib.crc32(framed))


@contextlib.contextmanager
def model():
    """The parrot on a free port."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Parrot)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()


if __name__ == "__main__":
    main()
