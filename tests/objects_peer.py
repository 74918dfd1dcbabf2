#!/usr/bin/env python3
"""Runs a generated client of S3 against s3s-fs, a server that keeps objects in a folder.

    cargo install s3s-fs --version 0.14.1 --locked --features binary
    pip install botocore==1.44.5
    python tests/objects_peer.py

The crate is generated into a temporary folder and the program in `tests/objects` built against it. The server is asked
directly and through a proxy that speaks TLS, since streams have their checksums behind them there alone. It checks
signatures, presigned ones too, and checksums in headers and trailers. What the program presigns is fetched from here.
`--keep DIR` builds in DIR instead, which makes a second run quick; `--server PATH` names the server's program.
"""

import argparse
import json
import os
import pathlib
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

import botocore

ROOT = pathlib.Path(__file__).resolve().parent.parent
TLS = ROOT / "runtime/tests/support/tls"
OPERATIONS = ["CreateBucket", "PutObject", "GetObject"]
KEYS = {"AWS_ACCESS_KEY_ID": "AKIDEXAMPLE", "AWS_SECRET_ACCESS_KEY": "EXAMPLESECRET", "AWS_REGION": "us-east-1"}

MANIFEST = """\
[package]
name = "objects-peer"
version = "0.0.0"
edition = "2024"

[[bin]]
name = "objects-peer"
path = {source}

[dependencies]
s3 = {{ path = {crate} }}
shapesmith-runtime = {{ path = {runtime} }}
tokio = {{ version = "1", features = ["io-util", "macros", "rt-multi-thread"] }}

[workspace]
resolver = "3"
"""


def build(folder):
    crates, package = folder / "crates", folder / "program"
    command = ["cargo", "xtask", "codegen", "--service", "s3", "--out", str(crates)]
    command += ["--models", os.path.dirname(botocore.__file__), "--operations", *OPERATIONS]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    package.mkdir(exist_ok=True)
    paths = {"source": ROOT / "tests/objects/main.rs", "crate": crates / "s3", "runtime": ROOT / "runtime"}
    paths = {name: json.dumps(str(path)) for name, path in paths.items()}
    (package / "Cargo.toml").write_text(MANIFEST.format(**paths))
    # The same versions as everywhere else.
    (package / "Cargo.lock").write_text((ROOT / "Cargo.lock").read_text())
    subprocess.run(["cargo", "build", "--target-dir", str(folder / "target")], cwd=package, check=True)
    return folder / "target/debug/objects-peer"


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"the server ended with status {server.returncode} before it listened")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("the server did not listen within a minute")


def pump(source, target):
    try:
        while data := source.recv(65536):
            target.sendall(data)
        target.shutdown(socket.SHUT_WR)
    except OSError:
        pass


def speak_tls(server):
    """Listens with TLS, and passes on to the server what comes. Gives the port."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(TLS / "certificate.pem", TLS / "key.pem")
    listener = socket.create_server(("127.0.0.1", 0))

    def serve(connection):
        try:
            connection = context.wrap_socket(connection, server_side=True)
        except OSError:
            return
        behind = socket.create_connection(("127.0.0.1", server))
        threading.Thread(target=pump, args=(connection, behind), daemon=True).start()
        pump(behind, connection)

    def listen():
        while True:
            connection, _ = listener.accept()
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=listen, daemon=True).start()
    return listener.getsockname()[1]


def fetch(line):
    """Sends what was presigned, as anybody could who has the URL."""
    _, method, url, expected = line.split("\t")
    body = None if method == "GET" else b"sent by somebody else"
    request = urllib.request.Request(url, data=body, method=method)
    # urllib names a type of its own, which was not signed and need not be.
    with urllib.request.urlopen(request) as reply:
        came = reply.read().decode()
    if method == "GET" and came != expected:
        sys.exit(f"{url} gave {came!r}, not {expected!r}")


def run(folder, program):
    peer = build(folder)
    objects = folder / f"objects-{os.getpid()}"
    objects.mkdir()
    port = free_port()
    command = [program, "--host", "127.0.0.1", "--port", str(port), str(objects)]
    command += ["--access-key", KEYS["AWS_ACCESS_KEY_ID"], "--secret-key", KEYS["AWS_SECRET_ACCESS_KEY"]]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        environment = {
            **os.environ,
            **KEYS,
            "AWS_CA_BUNDLE": str(TLS / "certificate.pem"),
            "PEER_PLAIN": f"http://127.0.0.1:{port}",
            "PEER_TLS": f"https://localhost:{speak_tls(port)}",
        }
        done = subprocess.run([peer], env=environment, stdout=subprocess.PIPE, text=True, check=False)
        signed = [line for line in done.stdout.splitlines() if line.startswith("presigned\t")]
        print("\n".join(line for line in done.stdout.splitlines() if line not in signed))
        if done.returncode == 0:
            for line in signed:
                fetch(line)
            print(f"{len(signed)} presigned requests were sent")
        return done.returncode
    finally:
        server.terminate()
        server.wait(timeout=30)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", metavar="DIR", type=pathlib.Path, help="build in DIR and leave it there")
    parser.add_argument("--server", metavar="PATH", default="s3s-fs", help="the server's program")
    arguments = parser.parse_args()
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        sys.exit(run(arguments.keep.resolve(), arguments.server))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(run(pathlib.Path(folder), arguments.server))


if __name__ == "__main__":
    main()
