#!/usr/bin/env python3
"""Runs generated clients against moto's server: they create, list with paginators, wait, delete.

    pip install 'moto[server]==5.2.5'
    python tests/moto_peer.py               # SSM, and twenty services of the other protocols
    python tests/moto_peer.py --only rest

Crates for the operations below are generated into a temporary folder, the programs in `tests/moto` are
built against them, moto is started on a free port, and the programs are run. They print a line per step
and fail at the first answer that is not what they expect. Moto keeps everything in memory, and nothing
is sent anywhere else. `--keep DIR` builds in DIR instead, which makes a second run quick.
"""

import argparse
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

import boto3
import botocore

ROOT = pathlib.Path(__file__).resolve().parent.parent

# The programs, and what they call.
PROGRAMS = {
    "main": {
        "ssm": """
            PutParameter GetParameter GetParameters GetParametersByPath DescribeParameters GetParameterHistory
            DeleteParameter DeleteParameters AddTagsToResource ListTagsForResource
            CreateDocument DescribeDocument GetDocument ListDocuments DeleteDocument
            CreateMaintenanceWindow GetMaintenanceWindow DescribeMaintenanceWindows DeleteMaintenanceWindow
            RegisterTargetWithMaintenanceWindow DescribeMaintenanceWindowTargets
            DeregisterTargetFromMaintenanceWindow RegisterTaskWithMaintenanceWindow
            DescribeMaintenanceWindowTasks DeregisterTaskFromMaintenanceWindow
        """,
    },
    "rest": {
        "lambda": """
            CreateFunction GetFunction GetFunctionConfiguration ListFunctions DeleteFunction Invoke PublishVersion
            ListVersionsByFunction CreateAlias GetAlias TagResource UntagResource ListTags
        """,
        "eks": """
            CreateCluster DescribeCluster ListClusters DeleteCluster
            CreateNodegroup DescribeNodegroup ListNodegroups DeleteNodegroup
        """,
        "apigateway": """
            CreateRestApi UpdateRestApi GetRestApis DeleteRestApi GetResources CreateResource PutMethod GetMethod
            CreateApiKey GetApiKeys
        """,
        "efs": """
            CreateFileSystem DescribeFileSystems DeleteFileSystem PutLifecycleConfiguration
            DescribeLifecycleConfiguration CreateAccessPoint DescribeAccessPoints DeleteAccessPoint
        """,
        "iot": """
            CreateThing UpdateThing DescribeThing ListThings DeleteThing CreateThingGroup AddThingToThingGroup
            ListThingsInThingGroup CreatePolicy GetPolicy DeletePolicy
        """,
        "batch": """
            RegisterJobDefinition DescribeJobDefinitions CreateSchedulingPolicy ListSchedulingPolicies
            DescribeSchedulingPolicies DeleteSchedulingPolicy
        """,
        "kafka": "CreateCluster DescribeCluster ListClusters DeleteCluster",
        "appsync": """
            CreateGraphqlApi GetGraphqlApi ListGraphqlApis DeleteGraphqlApi CreateApiKey ListApiKeys
        """,
        "xray": "PutTraceSegments BatchGetTraces",
        "guardduty": "CreateDetector ListDetectors GetDetector DeleteDetector CreateFilter GetFilter",
    },
    "query": {
        "iam": """
            CreateUser GetUser ListUsers DeleteUser CreateGroup AddUserToGroup ListGroupsForUser RemoveUserFromGroup
            DeleteGroup CreateRole GetRole ListRoles PutRolePolicy GetRolePolicy ListRolePolicies DeleteRolePolicy
            DeleteRole CreateAccessKey ListAccessKeys DeleteAccessKey
        """,
        "sts": "GetCallerIdentity AssumeRole GetSessionToken GetFederationToken",
        "ec2": """
            CreateVpc DescribeVpcs CreateSubnet DescribeSubnets CreateSecurityGroup AuthorizeSecurityGroupIngress
            DescribeSecurityGroups RunInstances DescribeInstances TerminateInstances StopInstances CreateVolume
            DescribeVolumes CreateTags DescribeTags CreateKeyPair DescribeRegions
        """,
        "sns": """
            CreateTopic ListTopics GetTopicAttributes SetTopicAttributes Subscribe ListSubscriptionsByTopic Publish
            PublishBatch TagResource ListTagsForResource DeleteTopic
        """,
        "cloudformation": """
            CreateStack DescribeStacks ListStacks DescribeStackResources GetTemplate DeleteStack ListStackResources
        """,
        "rds": """
            CreateDBInstance DescribeDBInstances DeleteDBInstance AddTagsToResource ListTagsForResource
            CreateDBSnapshot DescribeDBSnapshots
        """,
        "autoscaling": """
            CreateLaunchConfiguration DescribeLaunchConfigurations CreateAutoScalingGroup
            DescribeAutoScalingGroups SetDesiredCapacity DeleteAutoScalingGroup
        """,
        "elbv2": """
            CreateLoadBalancer DescribeLoadBalancers CreateTargetGroup DescribeTargetGroups CreateListener
            DescribeListeners DeleteListener DeleteLoadBalancer
        """,
    },
    "xml": {
        "route53": """
            CreateHostedZone GetHostedZone ListHostedZones ChangeResourceRecordSets ListResourceRecordSets GetChange
            DeleteHostedZone
        """,
        "s3": """
            CreateBucket GetBucketLocation PutObject GetObject HeadObject CopyObject ListObjectsV2 PutBucketTagging
            GetBucketTagging DeleteObject DeleteObjects DeleteBucket
        """,
    },
}

MANIFEST = """\
[package]
name = "moto-peer"
version = "0.0.0"
edition = "2024"

[[bin]]
name = "moto-peer"
path = {source}

[dependencies]
{crates}tokio = {{ version = "1", features = ["macros", "rt-multi-thread"] }}

[workspace]
resolver = "3"
"""


def generate(program, folder):
    """Generates the crates of a program and a package that depends on them."""
    crates, dependencies = folder / "crates", ""
    for service, operations in PROGRAMS[program].items():
        command = ["cargo", "xtask", "codegen", "--service", service, "--out", str(crates)]
        if not (ROOT / "models" / service).is_dir():
            command += ["--models", os.path.dirname(botocore.__file__)]
        command += ["--operations", *operations.split()]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        dependencies += f'{service} = {{ path = {json.dumps(str(crates / service))}, features = ["blocking"] }}\n'
    package = folder / program
    package.mkdir(exist_ok=True)
    source = json.dumps(str(ROOT / f"tests/moto/{program}.rs"))
    (package / "Cargo.toml").write_text(MANIFEST.format(source=source, crates=dependencies))
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


def prepared(url):
    """Sets moto up, and makes what the programs need of services that they do not speak to."""
    settings = json.dumps({"lambda": {"use_docker": False}}).encode()
    urllib.request.urlopen(urllib.request.Request(f"{url}/moto-api/config", data=settings, method="POST"))

    def client(service):
        keys = {"aws_access_key_id": "example", "aws_secret_access_key": "example"}
        return boto3.client(service, endpoint_url=url, region_name=REGION, **keys)

    role = client("iam").create_role(RoleName="peer", AssumeRolePolicyDocument=json.dumps(TRUST))
    network = client("ec2").create_vpc(CidrBlock="10.0.0.0/16")["Vpc"]["VpcId"]
    subnet = client("ec2").create_subnet(VpcId=network, CidrBlock="10.0.0.0/24")["Subnet"]["SubnetId"]
    return {"PEER_ROLE": role["Role"]["Arn"], "PEER_SUBNET": subnet}


REGION = "eu-central-1"
TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}],
}


def run(program, folder):
    package = generate(program, folder)
    target = folder / "target"
    subprocess.run(["cargo", "build", "--target-dir", str(target)], cwd=package, check=True)
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    start = f"from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"
    server = subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        environment = {
            **os.environ,
            **prepared(url),
            "AWS_ENDPOINT_URL": url,
            "AWS_REGION": REGION,
            "AWS_ACCESS_KEY_ID": "example",
            "AWS_SECRET_ACCESS_KEY": "example",
        }
        return subprocess.run([target / "debug/moto-peer"], env=environment, check=False).returncode
    finally:
        server.terminate()
        server.wait(timeout=30)


def run_all(programs, folder):
    return max(run(program, folder) for program in programs)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--keep", metavar="DIR", type=pathlib.Path, help="build in DIR and leave it there")
    parser.add_argument("--only", choices=PROGRAMS, help="only this program")
    arguments = parser.parse_args()
    programs = [arguments.only] if arguments.only else list(PROGRAMS)
    if arguments.keep:
        arguments.keep.mkdir(parents=True, exist_ok=True)
        sys.exit(run_all(programs, arguments.keep.resolve()))
    with tempfile.TemporaryDirectory() as folder:
        sys.exit(run_all(programs, pathlib.Path(folder)))


if __name__ == "__main__":
    main()
