//! A service with something sensitive in every position, written by hand the way generated code is, and values of
//! it in which everything sensitive holds one of the [`CANARIES`].

use std::collections::HashMap;
use std::fmt;

use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::operation::{
    Operation, OperationSchema, Paginated, PaginatedItems, PaginatorSchema, ServiceSchema, TokenSchema,
};
use shapesmith_runtime::protocol::AwsJson;
use shapesmith_runtime::{Bytes, Document, Timestamp};

static PROTOCOL: AwsJson = AwsJson::v1_1("Vault").query_compatible();

pub static SERVICE: ServiceSchema = ServiceSchema::new("Vault", &PROTOCOL)
    .signing_name("vault")
    .endpoint_prefix("vault")
    .api_version("2026-01-31");

/// What must not be shown anywhere: as text, as number, as time, as base64.
pub const CANARIES: [&str; 5] = ["CANARY", "canary", "770077", "2077-07", "Q0FOQVJZ"];

/// A sensitive enum, with the `Debug` that the generator gives it.
#[derive(Clone)]
pub enum Rank {
    High,
    Unknown(shapesmith_runtime::UnknownValue),
}

impl fmt::Debug for Rank {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("<redacted>")
    }
}

shapesmith_runtime::string_enum! {
    Rank {
        High: "CANARY-HIGH";
    }
}

/// A union with a sensitive member.
#[derive(Clone, PartialEq)]
pub enum Way {
    Name(String),
    Password(String),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Way as "Way" {
        Name: "Name" => String;
        Password: "Way.Password" => String, SENSITIVE;
    }
}

/// A sensitive union.
#[derive(Clone, PartialEq)]
pub enum Door {
    Key(String),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Door as "Door" {
        Key: "Key" => String, SENSITIVE;
    }
}

/// A sensitive structure.
#[derive(Clone, PartialEq)]
pub struct Card {
    pub number: Option<String>,
}

shapesmith_runtime::structure! {
    Card as "Card" {
        number: "Number" => String, SENSITIVE;
    }
}

#[derive(Clone, PartialEq)]
pub struct Secrets {
    pub owner: Option<String>,
    pub text: Option<String>,
    pub number: Option<i64>,
    pub ratio: Option<f64>,
    pub open: Option<bool>,
    pub moment: Option<Timestamp>,
    pub blob: Option<Bytes>,
    pub anything: Option<Document>,
    pub rank: Option<Rank>,
    pub card: Option<Card>,
    pub cards: Option<Vec<Card>>,
    pub way: Option<Way>,
    pub door: Option<Door>,
    pub texts: Option<Vec<String>>,
    pub ranks: Option<Vec<Rank>>,
    pub by_key: Option<HashMap<String, String>>,
    pub by_name: Option<HashMap<String, String>>,
    pub by_rank: Option<HashMap<Rank, String>>,
    pub nested: Option<HashMap<String, Vec<String>>>,
    pub inner: Option<Box<Secrets>>,
    pub tags: Option<HashMap<String, i32>>,
    pub note: Option<Document>,
}

shapesmith_runtime::structure! {
    Secrets as "Secrets" {
        owner: "Owner" => String;
        text: "Text" => String, SENSITIVE;
        number: "Long" => Long, SENSITIVE;
        ratio: "Ratio" => Double, SENSITIVE;
        open: "Open" => Boolean, SENSITIVE;
        moment: "Moment" => Timestamp, SENSITIVE;
        blob: "Blob" => Blob, SENSITIVE;
        anything: "Anything" => Document, SENSITIVE;
        rank: "Rank" => shape::<Rank>(), SENSITIVE;
        card: "Card" => shape::<Card>(), SENSITIVE;
        cards: "Cards" => List(&each(shape::<Card>()).set(SENSITIVE));
        way: "Way" => shape::<Way>();
        door: "Door" => shape::<Door>(), SENSITIVE;
        texts: "Texts" => List(&each(String).set(SENSITIVE));
        ranks: "Ranks" => List(&each(shape::<Rank>()).set(SENSITIVE));
        by_key: "ByKey" => Map(&pair(each(String).set(SENSITIVE), each(String)));
        by_name: "ByName" => Map(&pair(each(String), each(String).set(SENSITIVE)));
        by_rank: "ByRank" => Map(&pair(each(shape::<Rank>()).set(SENSITIVE), each(String)));
        nested: "Nested" => Map(&pair(each(String), each(List(&each(String).set(SENSITIVE)))));
        inner: "Inner" => shape::<Secrets>();
        tags: "Tags" => Map(&pair(each(String), each(Integer)));
        note: "Note" => Document;
    }
}

/// Secrets as JSON, with everything sensitive in them, two levels deep.
pub const SECRETS: &str = r#"{
    "Owner": "somebody", "Text": "CANARY-text", "Long": 770077, "Ratio": 770077.5, "Open": true,
    "Moment": 3393000000, "Blob": "Q0FOQVJZ", "Anything": {"CANARY": ["CANARY"]}, "Rank": "CANARY-NEW",
    "Card": {"Number": "CANARY-card"}, "Cards": [{"Number": "CANARY-cards"}],
    "Way": {"Way.Password": "CANARY-way"}, "Door": {"CANARY-new-door": "CANARY"},
    "Texts": ["CANARY-a", "CANARY-b"], "Ranks": ["CANARY-HIGH", "CANARY-NEWER"], "ByKey": {"CANARY-key": "a"},
    "ByName": {"name": "CANARY-value"}, "ByRank": {"CANARY-rank": "b"}, "Nested": {"n": ["CANARY-nested"]},
    "Inner": {"Text": "CANARY-inner", "Door": {"Key": "CANARY-door"}, "Rank": "CANARY-HIGH"}
}"#;

pub fn secrets() -> Secrets {
    serde_json::from_str(SECRETS).unwrap()
}

#[derive(Clone, PartialEq)]
pub struct ListSecretsInput {
    pub vault: Option<String>,
    pub secrets: Option<Secrets>,
    pub next_token: Option<String>,
    pub max_results: Option<i32>,
}

shapesmith_runtime::structure! {
    ListSecretsInput as "ListSecretsInput" {
        vault: "Vault" => String;
        secrets: "Secrets" => shape::<Secrets>();
        next_token: "NextToken" => String, SENSITIVE;
        max_results: "MaxResults" => Integer;
    }
}

#[derive(Clone, PartialEq)]
pub struct ListSecretsOutput {
    pub secrets: Option<Secrets>,
    pub items: Option<Vec<Secrets>>,
    pub next_token: Option<String>,
}

shapesmith_runtime::structure! {
    ListSecretsOutput as "ListSecretsOutput" {
        secrets: "Secrets" => shape::<Secrets>();
        items: "Items" => List(&each(shape::<Secrets>()));
        next_token: "NextToken" => String, SENSITIVE;
    }
}

/// An exception whose message and more is sensitive.
#[derive(Clone, PartialEq)]
pub struct Refused {
    pub message: Option<String>,
    pub secrets: Option<Secrets>,
}

shapesmith_runtime::structure! {
    Refused as "Refused" {
        message: "Message" => String, SENSITIVE;
        secrets: "Secrets" => shape::<Secrets>();
    }
}

shapesmith_runtime::exception! { Refused as "Refused" }

/// An exception whose message may be shown.
#[derive(Clone, PartialEq)]
pub struct Absent {
    pub message: Option<String>,
    pub secrets: Option<Secrets>,
}

shapesmith_runtime::structure! {
    Absent as "Absent" {
        message: "Message" => String;
        secrets: "Secrets" => shape::<Secrets>();
    }
}

shapesmith_runtime::exception! { Absent as "Absent" }

#[derive(Clone)]
#[non_exhaustive]
pub enum ListSecretsError {
    Absent(Absent),
    Refused(Refused),
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! {
    ListSecretsError {
        Absent(Absent);
        Refused(Refused);
    }
}

impl Operation for ListSecretsInput {
    type Output = ListSecretsOutput;
    type Error = ListSecretsError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("ListSecrets");
}

impl Paginated for ListSecretsInput {
    const PAGINATOR: &'static PaginatorSchema = &PaginatorSchema::new()
        .tokens(&[TokenSchema::new("NextToken", &["NextToken"])])
        .limit_key("MaxResults")
        .result_keys(&["Items"]);
}

impl PaginatedItems for ListSecretsInput {
    type Item = Secrets;

    fn items(output: Self::Output) -> Vec<Secrets> {
        output.items.unwrap_or_default()
    }
}

/// An input that holds secrets.
pub fn list() -> ListSecretsInput {
    let next_token = Some("CANARY-token".to_owned());
    // A request cannot hold what the model does not know.
    let secrets = Secrets { door: Some(Door::Key("CANARY-door".into())), ..secrets() };
    ListSecretsInput { vault: Some("blue".into()), secrets: Some(secrets), next_token, max_results: None }
}

#[track_caller]
pub fn assert_nothing_secret(text: &str) {
    for canary in CANARIES {
        assert!(!text.contains(canary), "{canary} is in {text}");
    }
}
