#!/usr/bin/env python3
"""Runs a generated client against moto's server: creates, lists with paginators, deletes.

    pip install 'moto[server]==5.2.5'
    python tests/moto_peer.py

A crate for the operations below is generated into a temporary folder, `tests/moto/main.rs` is built
against it, moto is started on a free port, and the program is run. It prints a line per step and
fails at the first answer that is not what it expects. Moto keeps everything in memory, and nothing
is sent anywhere else. `--keep DIR` builds in DIR instead, which makes a second run quick.
"""

import argparse
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent

OPERATIONS = """
    PutParameter GetParameter GetParameters GetParametersByPath DescribeParameters GetParameterHistory
    DeleteParameter DeleteParameters AddTagsToResource ListTagsForResource
    CreateDocument DescribeDocument GetDocument ListDocuments DeleteDocument
    CreateMaintenanceWindow GetMaintenanceWindow DescribeMaintenanceWindows DeleteMaintenanceWindow
    RegisterTargetWithMaintenanceWindow DescribeMaintenanceWindowTargets DeregisterTargetFromMaintenanceWindow
    RegisterTaskWithMaintenanceWindow DescribeMaintenanceWindowTasks DeregisterTaskFromMaintenanceWindow
""".split()

MANIFEST = """\
[package]
name = "moto-peer"
version = "0.0.0"
edition = "2024"

[[bin]]
name = "moto-peer"
path = {source}

[dependencies]
ssm = {{ path = "ssm", features = ["blocking"] }}
tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}

[workspace]
resolver = "3"
members = ["ssm"]
"""


def generate(folder):
    """Generates the crate and a package that depends on it."""
    crates = folder / "crates"
    command = ["cargo", "xtask", "codegen", "--service", "ssm", "--operations", *OPERATIONS, "--out", str(crates)]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    package = folder / "package"
    package.mkdir(exist_ok=True)
    if not (package / "ssm").exists():
        (package / "ssm").symlink_to(crates / "ssm", target_is_directory=True)
    source = str(ROOT / "tests/moto/main.rs").replace("\\", "\\\\")
    (package / "Cargo.toml").write_text(MANIFEST.format(source=f'"{source}"'))
    # The same versions as everywhere else.
    (package / "Cargo.lock").write_text((ROOT / "Cargo.lock").read_text())
    return package


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, server):
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if server.poll() is not None:
            sys.exit(f"moto ended with status {server.returncode} before it listened")
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.2)
    sys.exit("moto did not listen within a minute")


def run(folder):
    package = generate(folder)
    target = folder / "target"
    subprocess.run(["cargo", "build", "--target-dir", str(target)], cwd=package, check=True)
    port = free_port()
    start = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
    server = subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        environment = {
            **os.environ,
            "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
            "AWS_REGION": "eu-central-1",
            "AWS_ACCESS_KEY_ID": "example",
            "AWS_SECRET_ACCESS_KEY": "example",
        }
        return subprocess.run([target / "debug/moto-peer"], env=environment, check=False).returncode
    finally:
        server.terminate()
        server.wait(timeout=30)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", metavar="DIR", type=pathlib.Path, help="build in DIR and leave it there")
    arguments = parser.parse_args()
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        sys.exit(run(arguments.keep.resolve()))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(run(pathlib.Path(folder)))


if __name__ == "__main__":
    main()
