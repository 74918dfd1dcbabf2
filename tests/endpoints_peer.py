#!/usr/bin/env python3
"""Compares generated endpoint rules with botocore's own interpreter of the same rule sets.

    pip install botocore==1.44.5
    python tests/endpoints_peer.py generated                 # the crates that are checked in
    python tests/endpoints_peer.py DIR --services kinesis events
    python tests/endpoints_peer.py generated --services ssm --record runtime/tests/data/ssm_endpoints.json

DIR holds generated crates; each that has `src/endpoint.rs` is taken for the botocore service of its
name, but for hyphens and underscores. All of them are compiled into one small program, which answers
sets of parameters: every region of every partition and made-up ones, with and without FIPS, dual
stack and custom endpoints; and for rules that take more than that, random choices of values that the
rules themselves mention. URLs, headers, signing and the words of errors must be equal. With --tests the
cases are those that AWS wrote for the rules, and not botocore but the tests say what is right; botocore's
source distribution has them under `tests/functional/endpoint-rules`. With --record
some of botocore's answers become the data of a test that needs neither botocore nor a network.
"""

import argparse
import itertools
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

import botocore
import botocore.loaders
from botocore.endpoint_provider import EndpointProvider
from botocore.exceptions import EndpointProviderError

ROOT = pathlib.Path(__file__).resolve().parent.parent
MADE_UP_REGIONS = [
    None, "", "local", "mars", "us-east-99", "us-north_2-7", "us--1", "us-east-", "us-east-1x", "US-EAST-1", "xus-east-1",
    "cn-west-3", "eusc-de-west-2", "eusc-fr-west-2", "us-gov-south-9", "us-iso-north-3", "us-isob-north-1",
    "eu-isoe-south-4", "us-isof-north-2", "ap-south-1-2", "bad_label", "a.b",
]
ENDPOINTS = [
    None, "https://example.com", "http://127.0.0.1:8000/p", "https://dynamodb.us-east-1.api.aws", "https://[::1]:443/",
    "ftp://example.com", "https://example.com/?q=1", "https://example.com:port", "https://kinesis.us-east-1.amazonaws.com",
]
TEXTS = [
    None, "", "a", "my-label", "two.labels", "bad_label", "-", "abcdefgh12345678", "123456789012", "preferred", "disabled",
    "required", "arn:aws", "arn:aws:s3:::x", "arn:aws:kinesis:us-east-1:123456789012:stream/name",
    "arn:aws:kinesis:us-east-1:123456789012:stream/name/consumer/c:1", "arn:aws-cn:kinesis:cn-north-1:123456789012:stream/n",
    "arn:aws:kinesis::123456789012:stream/n", "arn:aws:kinesis:us-east-1::stream/n", "arn:aws:kinesis:eu-west-1:bad_id:stream/n",
    "arn:aws:dynamodb:us-east-1:123456789012:table/name", "arn:aws:dynamodb:us-west-2:123456789012:table/name/stream/1",
    "arn:aws:kinesisvideo:us-east-1:123456789012:channel/id/1", "arn:aws:sqs:us-east-1:123456789012:queue",
    "arn:aws-iso:kinesis:us-iso-east-1:123456789012:stream/n", "arn::kinesis:us-east-1:1:stream/n", "arn:aws:kinesis:us-east-1:1:",
]
MAIN = """
use shapesmith_runtime::endpoint::{Parameters, RuleSet, Value, resolve};

%(modules)s

static SERVICES: &[(&str, &RuleSet)] = &[%(table)s];

fn main() {
    for line in std::io::stdin().lines() {
        let case: serde_json::Value = serde_json::from_str(&line.unwrap()).unwrap();
        let (_, rules) = SERVICES.iter().find(|(name, _)| case["service"] == *name).unwrap();
        let mut parameters = Parameters::new();
        for schema in rules.parameters {
            let value = &case["parameters"][schema.name];
            if let Some(text) = value.as_str() {
                parameters.set(schema.name, Value::String(text.into()));
            } else if let Some(flag) = value.as_bool() {
                parameters.set(schema.name, Value::Boolean(flag));
            } else if let Some(texts) = value.as_array() {
                let texts = texts.iter().map(|text| text.as_str().unwrap().into());
                parameters.set(schema.name, Value::StringArray(texts.collect()));
            }
        }
        let answer = match resolve(rules, &parameters) {
            Ok(endpoint) => {
                let auth = endpoint.auth.map(|auth| (auth.name, auth.signing_name, auth.signing_region));
                serde_json::json!({ "url": endpoint.url, "headers": endpoint.headers, "auth": auth })
            }
            Err(error) => serde_json::json!({ "error": error.to_string(), "kind": format!("{error:#?}") }),
        };
        println!("{answer}");
    }
}
"""


def plain(name):
    return name.replace("-", "").replace("_", "")


def build(crates, folder):
    """Compiles the program that answers for all crates, and gives its path."""
    modules, table = [], []
    for number, (service, path) in enumerate(crates):
        modules.append(f'#[path = "{path}"]\nmod service{number};')
        table.append(f'("{service}", &service{number}::RULES)')
    (folder / "src").mkdir()
    (folder / "src/main.rs").write_text(MAIN % {"modules": "\n".join(modules), "table": ", ".join(table)})
    (folder / "Cargo.toml").write_text(
        '[package]\nname = "endpoints-peer"\nversion = "0.0.0"\nedition = "2024"\n\n[workspace]\n\n[dependencies]\n'
        f'serde_json = "1"\nshapesmith-runtime = {{ path = "{ROOT / "runtime"}", default-features = false }}\n'
    )
    (folder / "Cargo.lock").write_bytes((ROOT / "Cargo.lock").read_bytes())
    target = os.environ.get("CARGO_TARGET_DIR", str(ROOT / "target/endpoints-peer"))
    subprocess.run(
        ["cargo", "build", "--quiet", "--manifest-path", str(folder / "Cargo.toml"), "--target-dir", target], check=True
    )
    return pathlib.Path(target) / "debug/endpoints-peer"


def texts_of(rules):
    """The plain texts that rules mention: values that they may compare parameters with."""
    found = set()
    if isinstance(rules, dict):
        for key, value in rules.items():
            if key not in ("fn", "type", "ref", "assign", "documentation", "url", "error", "properties"):
                found |= texts_of(value)
    elif isinstance(rules, list):
        for value in rules:
            found |= texts_of(value)
    elif isinstance(rules, str) and "{" not in rules:
        found.add(rules)
    return found


def parameter_sets(rule_set, regions, samples, seed):
    """The sets of parameters to try on a rule set."""
    choices = {}
    for name, schema in rule_set["parameters"].items():
        kind = schema["type"].lower()
        if name == "Region":
            choices[name] = regions
        elif name == "Endpoint":
            choices[name] = ENDPOINTS
        elif kind == "boolean":
            choices[name] = [False, True] if schema.get("required") else [None, False, True]
        elif kind == "stringarray":
            choices[name] = [None, []] + [[text, "b"] for text in TEXTS if text is not None]
        else:
            choices[name] = TEXTS + sorted(texts_of(rule_set["rules"]))
    every = itertools.product(*choices.values())
    if set(choices) <= {"Region", "Endpoint", "UseFIPS", "UseDualStack"}:
        sets = every
    else:
        chance = random.Random(seed)
        # Most parameters stay away most of the time, or their conflicts would hide everything else.
        weighted = {name: values + [None] * len(values) * (name != "Region") for name, values in choices.items()}
        for name, schema in rule_set["parameters"].items():
            if schema.get("required"):
                weighted[name] = choices[name]
        sets = (tuple(chance.choice(values) for values in weighted.values()) for _ in range(samples))
    for values in sets:
        yield {name: value for name, value in zip(choices, values) if value is not None}


def expected(provider, parameters):
    """What botocore says, in the form of the program's answers."""
    try:
        endpoint = provider.resolve_endpoint(
            **{name: tuple(value) if isinstance(value, list) else value for name, value in parameters.items()}
        )
    except EndpointProviderError as error:
        words = error.kwargs["msg"]
        # These come from the interpreter and not from the rules; ours has words of its own.
        own = re.match("Cannot find value|No endpoint found|Both |Value |Input must", words)
        return {"error": None if own else words}
    except Exception as error:  # botocore's way to say that a name has no value
        return {"error": None, "raised": repr(error)}
    return described(endpoint.url, endpoint.headers, endpoint.properties)


def described(url, headers, properties):
    """An endpoint in the form of the program's answers."""
    schemes = properties.get("authSchemes", [])
    scheme = next((scheme for scheme in schemes if scheme["name"] == "sigv4"), schemes[0] if schemes else None)
    region = scheme and scheme.get("signingRegion")
    if scheme and "signingRegionSet" in scheme:
        region = ",".join(scheme["signingRegionSet"])
    auth = scheme and [scheme["name"], scheme.get("signingName"), region]
    headers = [[name, value] for name, values in headers.items() for value in values]
    return {"url": url, "headers": headers, "auth": auth}


def published(folder, service, rule_set):
    """The sets of parameters and what is said of them, as tests that came with the rules say it."""
    defaults = {name: schema["default"] for name, schema in rule_set["parameters"].items() if "default" in schema}
    for case in json.loads((folder / service / "endpoint-tests-1.json").read_text())["testCases"]:
        expect = case["expect"]
        if "error" in expect:
            said = {"error": expect["error"]}
        else:
            endpoint = expect["endpoint"]
            said = described(endpoint["url"], endpoint.get("headers", {}), endpoint.get("properties", {}))
        yield {**defaults, **case.get("params", {})}, said


def same(theirs, ours):
    if "error" not in theirs:
        return theirs == ours
    if theirs["error"] is None:
        return "error" in ours and not ours["kind"].startswith("Rule(")
    return ours.get("error") == theirs["error"] and ours["kind"].startswith("Rule(")


def record(path, cases):
    """Writes a line per case: region, custom endpoint, FIPS, dual stack, and the URL or the error."""
    lines = []
    for _, parameters, answer in cases:
        region, endpoint = parameters.get("Region"), parameters.get("Endpoint")
        if endpoint is None or region in (None, "us-east-1"):
            said = answer["url"] if "url" in answer else {"error": answer["error"]}
            lines.append(json.dumps([region, endpoint, parameters["UseFIPS"], parameters["UseDualStack"], said]))
    path.write_text("[\n" + ",\n".join(lines) + "\n]\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("crates", type=pathlib.Path, help="a folder of generated crates")
    parser.add_argument("--services", nargs="*", help="only these, by botocore's names")
    parser.add_argument("--samples", type=int, default=20000, help="sets of parameters for rules that take unusual ones")
    parser.add_argument("--seed", type=int, default=1, help="of the random choices")
    parser.add_argument("--tests", type=pathlib.Path, help="a folder of endpoint tests: their cases in place of our own")
    parser.add_argument("--record", type=pathlib.Path, help="a file to write botocore's answers to, for ssm alone")
    options = parser.parse_args()
    if options.record and options.services != ["ssm"]:
        parser.error("--record goes with --services ssm")

    loader = botocore.loaders.Loader()
    partitions = loader.load_data("partitions")
    services = {plain(name): name for name in loader.list_available_services("endpoint-rule-set-1")}
    crates = []
    for path in sorted(options.crates.resolve().glob("*/src/endpoint.rs")):
        service = services.get(plain(path.parent.parent.name))
        if service is None:
            sys.exit(f"botocore {botocore.__version__} has no endpoint rules for {path.parent.parent.name}")
        if not options.services or service in options.services:
            crates.append((service, path))
    if not crates:
        sys.exit(f"{options.crates}: no crate here has src/endpoint.rs")
    regions = MADE_UP_REGIONS + [region for partition in partitions["partitions"] for region in partition["regions"]]

    cases = []
    for service, _ in crates:
        rule_set = loader.load_service_model(service, "endpoint-rule-set-1")
        if options.tests:
            cases += [(service, parameters, said) for parameters, said in published(options.tests, service, rule_set)]
            continue
        provider = EndpointProvider(rule_set, partitions)
        for parameters in parameter_sets(rule_set, regions, options.samples, options.seed):
            cases.append((service, parameters, expected(provider, parameters)))
    if options.record:
        record(options.record, cases)
    with tempfile.TemporaryDirectory() as folder:
        program = build(crates, pathlib.Path(folder))
        lines = "".join(json.dumps({"service": service, "parameters": set_}) + "\n" for service, set_, _ in cases)
        answers = subprocess.run([program], input=lines, capture_output=True, text=True, check=True).stdout.splitlines()

    endpoints = errors = refused = different = 0
    for (service, parameters, theirs), ours in zip(cases, map(json.loads, answers), strict=True):
        endpoints += "url" in theirs
        errors += theirs.get("error") is not None
        refused += "error" in theirs and theirs["error"] is None
        if not same(theirs, ours):
            different += 1
            if different <= 20:
                print(f"{service} {json.dumps(parameters)}\n  botocore: {theirs}\n  ours:     {ours}")
    print(
        f"{len(crates)} services, {len(cases)} sets of parameters: {endpoints} endpoints, {errors} errors of rules, "
        f"{refused} refused by the interpreters, {different} different from "
        f"{'the tests' if options.tests else 'botocore ' + botocore.__version__}"
    )
    sys.exit(different > 0)


if __name__ == "__main__":
    main()
