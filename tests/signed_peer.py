#!/usr/bin/env python3
"""Signs what a generated client signed once more, with botocore and at the same second.

    pip install botocore==1.44.5
    python tests/signed_peer.py

Crates of S3, STS, RDS, Neptune, DocumentDB, EC2, DSQL and Glacier are generated into a temporary folder, and the program in
`tests/signed` built against them. It prints signed URLs, forms, tokens and copies from another region, with and without a
session token; each is made again here and compared byte by byte, parameters of URLs in any order. Nothing is sent.
`--keep DIR` builds in DIR instead, which makes a second run quick.
"""

import argparse
import base64
import contextlib
import datetime
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import urllib.parse
from unittest import mock

import botocore
import botocore.session
from botocore.auth import S3SigV4PostAuth
from botocore.awsrequest import AWSRequest, AWSResponse
from botocore.config import Config
from botocore.credentials import Credentials
from botocore.utils import calculate_tree_hash

ROOT = pathlib.Path(__file__).resolve().parent.parent
REGION = "eu-central-1"
CRATES = {
    "s3": ["GetObject", "PutObject"],
    "sts": ["GetCallerIdentity"],
    "rds": ["CopyDBSnapshot"],
    "neptune": ["CopyDBClusterSnapshot"],
    "docdb": ["CopyDBClusterSnapshot"],
    "ec2": ["CopySnapshot"],
    "dsql": ["GetCluster"],
    "glacier": ["UploadArchive"],
}
MANIFEST = """\
[package]
name = "signed-peer"
version = "0.0.0"
edition = "2024"

[[bin]]
name = "signed-peer"
path = {source}

[dependencies]
{crates}
shapesmith-runtime = {{ path = {runtime}, features = ["test-util"] }}
tokio = {{ version = "1", features = ["macros", "rt"] }}

[workspace]
resolver = "3"
"""


def build(folder):
    crates, package = folder / "crates", folder / "program"
    for service, operations in CRATES.items():
        command = ["cargo", "xtask", "codegen", "--service", service, "--out", str(crates)]
        command += ["--models", os.path.dirname(botocore.__file__), "--operations", *operations]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    package.mkdir(exist_ok=True)
    lines = [f"{name} = {{ path = {json.dumps(str(crates / name))} }}" for name in CRATES]
    paths = {"source": ROOT / "tests/signed/main.rs", "runtime": ROOT / "runtime"}
    paths = {name: json.dumps(str(path)) for name, path in paths.items()}
    (package / "Cargo.toml").write_text(MANIFEST.format(crates="\n".join(lines), **paths))
    # The same versions as everywhere else.
    (package / "Cargo.lock").write_text((ROOT / "Cargo.lock").read_text())
    subprocess.run(["cargo", "build", "--target-dir", str(folder / "target")], cwd=package, check=True)
    return folder / "target/debug/signed-peer"


@contextlib.contextmanager
def clock(stamp):
    now = datetime.datetime.strptime(stamp, "%Y%m%dT%H%M%SZ")

    def current(remove_tzinfo=True):
        return now if remove_tzinfo else now.replace(tzinfo=datetime.timezone.utc)

    with mock.patch("botocore.auth.get_current_datetime", current):
        with mock.patch("botocore.signers.get_current_datetime", current):
            yield


def client(service, token, **more):
    session = botocore.session.Session()
    keys = {"aws_access_key_id": "AKIDEXAMPLE", "aws_secret_access_key": "EXAMPLESECRET"}
    return session.create_client(service, region_name=REGION, aws_session_token=token or None, **keys, **more)


def stamp(url):
    return urllib.parse.parse_qs(urllib.parse.urlsplit(url).query)["X-Amz-Date"][0]


def parts(url):
    url = urllib.parse.urlsplit(url)
    return url.scheme, url.netloc, url.path, sorted(url.query.split("&"))


def same(name, ours, theirs):
    if ours != theirs:
        sys.exit(f"{name}: this project signs\n  {ours}\nand botocore\n  {theirs}")


def sent(api, operation, **parameters):
    """The request that botocore would send."""
    requests = []

    def keep(request, **_):
        requests.append(request)
        return AWSResponse(request.url, 200, {}, Raw())

    api.meta.events.register("before-send", keep)
    with contextlib.suppress(Exception):
        getattr(api, operation)(**parameters)
    return requests[0]


class Raw(io.BytesIO):
    def stream(self, **_):
        yield b"<r/>"


def copied(name, token, body, operation, **parameters):
    ours = dict(urllib.parse.parse_qsl(body, keep_blank_values=True))
    key = "PresignedUrl" if name == "ec2" else "PreSignedUrl"
    with clock(stamp(ours[key])):
        request = sent(client(name, token), operation, **parameters)
    text = request.body if isinstance(request.body, str) else request.body.decode()
    theirs = dict(urllib.parse.parse_qsl(text, keep_blank_values=True))
    same(f"copy of {name}", parts(ours.pop(key)), parts(theirs.pop(key)))
    same(f"copy of {name}", ours, theirs)


def compare(line):
    name, token, *rest = line.split("\t")
    s3 = Config(signature_version="s3v4", s3={"addressing_style": "path"})
    store = {"endpoint_url": "http://127.0.0.1:9000", "config": s3}
    if name == "get":
        key, url = rest
        with clock(stamp(url)):
            theirs = client("s3", token, **store).generate_presigned_url(
                "get_object", {"Bucket": "photos", "Key": key}, ExpiresIn=60
            )
        same(name, parts(url), parts(theirs))
    elif name == "put":
        with clock(stamp(rest[0])):
            parameters = {"Bucket": "photos", "Key": "k", "ContentType": "image/png", "Metadata": {"a": "b"}}
            theirs = client("s3", token, **store).generate_presigned_url("put_object", parameters, ExpiresIn=60)
        same(name, parts(rest[0]), parts(theirs))
    elif name == "post":
        url, fields = rest[0], dict(field.split("=", 1) for field in rest[1:])
        with clock(fields["x-amz-date"]):
            conditions = [["content-length-range", 1, 100]]
            theirs = client("s3", token, **store).generate_presigned_post(
                "photos", "in/${filename}", Conditions=conditions, ExpiresIn=60
            )
        same(name, url, theirs["url"])
        for field in ("policy", "x-amz-signature"):
            theirs["fields"].setdefault(field)
        policies = [json.loads(base64.b64decode(form.pop("policy"))) for form in (dict(fields), theirs["fields"])]
        same("policy", policies[0], policies[1])
        auth = S3SigV4PostAuth(Credentials("AKIDEXAMPLE", "EXAMPLESECRET", token or None), "s3", REGION)
        request = AWSRequest(method="POST", url=url)
        request.context["timestamp"] = fields["x-amz-date"]
        same("signature of a policy", fields["x-amz-signature"], auth.signature(fields["policy"], request))
        theirs["fields"].pop("x-amz-signature")
        ours = {name: value for name, value in fields.items() if name not in ("policy", "x-amz-signature")}
        same("fields of a form", ours, theirs["fields"])
    elif name == "identity":
        method, url = rest
        with clock(stamp(url)):
            api = client("sts", token)
            if method == "GET":
                add = lambda request, **_: request.headers.add_header("x-k8s-aws-id", "mine")
                api.meta.events.register("before-sign.sts.GetCallerIdentity", add)
            theirs = api.generate_presigned_url("get_caller_identity", {}, ExpiresIn=60, HttpMethod=method)
        same(name, parts(url), parts(theirs))
    elif name == "rds":
        with clock(stamp("https://" + rest[0])):
            theirs = client("rds", token).generate_db_auth_token("db.example.com", 3306, "me & you")
        same(name, rest[0], theirs)
    elif name in ("dsql", "dsql-admin"):
        with clock(stamp("https://" + rest[0])):
            api = client("dsql", token)
            make = api.generate_db_connect_auth_token if name == "dsql" else api.generate_db_connect_admin_auth_token
            theirs = make("c.example.com")
        same(name, rest[0], theirs)
    elif name == "copy-rds":
        parameters = {"SourceDBSnapshotIdentifier": "one", "TargetDBSnapshotIdentifier": "two"}
        copied("rds", token, rest[0], "copy_db_snapshot", SourceRegion="us-west-2", **parameters)
    elif name in ("copy-neptune", "copy-docdb"):
        parameters = {"SourceDBClusterSnapshotIdentifier": "one", "TargetDBClusterSnapshotIdentifier": "two"}
        service = name.removeprefix("copy-")
        copied(service, token, rest[0], "copy_db_cluster_snapshot", SourceRegion="us-west-2", **parameters)
    elif name == "copy-ec2":
        copied("ec2", token, rest[0], "copy_snapshot", SourceRegion="us-west-2", SourceSnapshotId="snap-1")
    elif name == "glacier":
        content = bytes(index % 251 for index in range((3 << 20) + 7))
        same(name, rest[0], calculate_tree_hash(io.BytesIO(content)))
        request = sent(client("glacier", token), "upload_archive", vaultName="vault", body=content)
        theirs = [request.headers[name] for name in ("x-amz-sha256-tree-hash", "x-amz-content-sha256")]
        same(name, rest, [text if isinstance(text, str) else text.decode() for text in theirs])
    else:
        sys.exit(f"the program printed {line!r}")


def run(folder):
    program = build(folder)
    done = subprocess.run([program], stdout=subprocess.PIPE, text=True, check=True)
    lines = done.stdout.splitlines()
    for line in lines:
        compare(line)
    print(f"{len(lines)} signatures are the same")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", metavar="DIR", type=pathlib.Path, help="build in DIR and leave it there")
    arguments = parser.parse_args()
    os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        run(arguments.keep.resolve())
        return
    with tempfile.TemporaryDirectory() as folder:
        run(pathlib.Path(folder))


if __name__ == "__main__":
    main()
