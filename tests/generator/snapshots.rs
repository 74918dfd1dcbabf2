//! What the generator makes of each fixture, and of the operation that is checked in, as a person
//! would review it. A snapshot is one generated file, or the intermediate representation.
//!
//! After a change that was meant: `INSTA_UPDATE=always cargo test -p shapesmith-tests`, then read the
//! difference of `tests/snapshots/`.

use shapesmith_tests::{fixture, rendering, repository};

/// One test per fixture, with the generated files that show what it is about.
macro_rules! fixtures {
    ($($name:ident: [$($file:literal),*];)*) => {
        $(
            #[test]
            fn $name() {
                snapshot_fixture(stringify!($name), &[$($file),*]);
            }
        )*

        #[test]
        fn every_fixture_has_a_test() {
            let mut tested = vec![$(stringify!($name)),*];
            tested.sort_unstable();
            assert_eq!(fixture::names(), tested);
        }
    };
}

fixtures! {
    structure: ["types/disk"];
    nested_structure: ["types/house"];
    empty_structure: ["types/off"];
    list: ["types/shelf"];
    map: ["types/register"];
    map_enum_key: ["types/palette"];
    sparse: ["types/readings"];
    enum_unknown: ["types/state"];
    enum_digits: ["types/size"];
    enum_punctuation: ["types/kind"];
    member_keywords: ["types/words"];
    member_method_names: ["operation/put_plan"];
    required: ["types/form"];
    recursion_list: ["types/node"];
    recursion_direct: ["types/expression", "types/pair"];
    recursion_required: ["types/link"];
    blob: ["types/file"];
    timestamp: ["types/times"];
    document: ["types/settings"];
    union: ["types/target", "types/only"];
    union_recursive: ["types/filter"];
    sensitive: ["types/secrets", "types/clearance"];
    idempotency_token: ["operation/start_job"];
    exception_message: ["error/upper", "error/wordless", "error/detailed"];
    exception_facts: ["error/server_fault", "error/try_again", "error/slow_down", "error/renamed"];
    shared_shapes: ["operation/start_engine"];
    absent_shapes: ["operation/ping"];
    nested_input: ["operation/put_rule", "types/rule"];
    std_names: ["types", "types/option", "types/string", "types/hash_map"];
    module_keywords: ["types", "types/match"];
    operation_like_names: ["operation/load"];
    deprecated: ["operation/old_call"];
    host_prefix: ["operation/put_object"];
    anonymous: ["operation/sign_up"];
    query_compatible: ["client"];
    http_bindings: ["client", "operation/list_things", "operation/put_thing", "operation/tag_thing"];
    streams: ["client", "lib", "operation/get_thing", "operation/put_thing", "operation/send_thing"];
    events: ["lib", "operation/converse", "types/converse_stream", "types/image_event", "types/start_event"];
    events_json: ["operation/subscribe", "operation/tail"];
    cbor: ["client", "operation/ping"];
    endpoint_discovery: ["client", "operation/get_row", "operation/put_row", "operation/tell_endpoints"];
    xml_bindings: ["client", "operation/put_thing", "operation/tag_thing", "types/grantee", "types/thing"];
    forms: ["client", "operation/put_thing", "types/thing"];
    forms_ec2: ["client", "operation/run_things", "operation/stop_things"];
    copies: ["client", "operation/copy_thing", "operation/take_thing"];
    uploads: ["operation/put_thing", "operation/store_thing"];
    corrected: ["client", "operation/describe_vault"];
    first_letters: ["operation/get_thing", "types"];
    casing: ["types/names"];
    location_name: ["types/point"];
    constraints: ["types/limits"];
    documentation: ["operation/explain"];
    paginator_plain: ["operation/list_things"];
    paginator_path: ["operation/list_records"];
    paginator_map: ["operation/list_tags"];
    paginator_integer: ["operation/list_lines"];
    paginator_several: ["operation/list_versions"];
}

/// The whole crate that is checked in, a snapshot per file, so that a change of an enum in the model
/// changes one of them.
#[test]
fn ssm() {
    let service = repository::selected(&repository::ssm_sources(), &[repository::CHECKED_IN_OPERATION]);
    let files = shapesmith_codegen::generate(&service, &repository::options("ssm")).unwrap();
    for (path, text) in &files {
        // The endpoint rules are hundreds of lines that nobody would review here.
        if path != "src/endpoint.rs" {
            snapshot("ssm", path, text);
        }
    }
}

fn snapshot_fixture(name: &str, modules: &[&str]) {
    let service = fixture::service(name);
    snapshot(name, "ir", &rendering::render(&service));
    let files = shapesmith_codegen::generate(&service, &repository::options(name)).unwrap();
    for module in modules {
        let path = format!("src/{module}.rs");
        let text = files.get(&path).unwrap_or_else(|| panic!("{path} is not among {:?}", files.keys()));
        snapshot(name, &path, text);
    }
}

/// Compares a text with `snapshots/<fixture>__<what>.snap`.
fn snapshot(fixture: &str, what: &str, text: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("../snapshots");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| insta::assert_snapshot!(snapshot_name(fixture, what), text));
}

/// `src/types/alarm.rs` of `ssm` is `ssm__types_alarm.rs`.
fn snapshot_name(fixture: &str, what: &str) -> String {
    let file = what.strip_prefix("src/").unwrap_or(what).replace('/', "_");
    format!("{fixture}__{file}")
}
