//! The protocol of a service that speaks several: the preferred one, or the one that somebody asks for.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

mod common;

use common::Workspace;

const MODEL: &str = "models/library/2020-01-01/service-2.json";
const MANIFEST: &str = "models/manifest.toml";
const LISTED: &str = "model = \"library/2020-01-01\"\n";
const CBOR: &str = "smithy-rpc-v2-cbor";

/// A workspace whose service speaks two protocols.
fn workspace() -> Workspace {
    let workspace = Workspace::new();
    workspace.replace(MODEL, "\"protocols\": [\"json\"]", &format!("\"protocols\": [\"{CBOR}\", \"json\"]"));
    workspace
}

#[test]
fn a_key_of_the_manifest_chooses() {
    let workspace = workspace();
    let client = || workspace.text("generated/library/src/client.rs");
    workspace.succeed(&["codegen"]);
    assert!(client().contains("AwsJson::"));

    workspace.replace(MANIFEST, LISTED, &format!("{LISTED}protocol = \"{CBOR}\"\n"));
    workspace.succeed(&["codegen"]);
    assert!(client().contains("RpcV2Cbor::new("));
    assert!(workspace.text("generated/library/Cargo.toml").contains("\"cbor\""));
    // Commands that edit the manifest keep it.
    workspace.succeed(&["add", "library", "GetBook"]);
    assert!(client().contains("RpcV2Cbor::new("));

    workspace.replace(MANIFEST, &format!("protocol = \"{CBOR}\""), "protocol = \"rest-json\"");
    let run = workspace.fail(&["codegen"]);
    let reason = format!(
        "{MANIFEST}:8: services.library.protocol: {MODEL}: metadata.protocols: the protocol \"rest-json\" was asked for; the service lists \"{CBOR}\", \"json\", and \
         clients can speak json, rest-json, rest-xml, {CBOR}, query, ec2"
    );
    assert!(run.err.contains(&reason), "{}", run.err);
    // That it is spoken elsewhere is no advice.
    assert!(!run.err.contains("did you mean"), "{}", run.err);
}

#[test]
fn an_option_chooses_for_all_services() {
    let workspace = workspace();
    let arguments = ["codegen", "--models", "models", "--all", "--out", "elsewhere", "--protocol", CBOR];
    workspace.succeed(&arguments);
    assert!(workspace.text("elsewhere/library/src/client.rs").contains("RpcV2Cbor::new("));
}
