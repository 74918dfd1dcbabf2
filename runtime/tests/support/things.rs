//! A small service, written by hand the way generated code is.

use shapesmith_runtime::error::Unhandled;
use shapesmith_runtime::operation::{
    Operation, OperationSchema, Paginated, PaginatedItems, PaginatorSchema, ServiceSchema, TokenSchema,
};
use shapesmith_runtime::protocol::AwsJson;

static PROTOCOL: AwsJson = AwsJson::v1_1("ThingStore").query_compatible();

pub static SERVICE: ServiceSchema = ServiceSchema::new("Thing Store", &PROTOCOL)
    .signing_name("things")
    .endpoint_prefix("things")
    .api_version("2026-01-31")
    .crate_version("things/0.1.0");

#[derive(Clone, PartialEq)]
pub struct Thing {
    pub name: String,
    pub status: Option<Status>,
    pub secret: Option<String>,
}

shapesmith_runtime::structure! {
    Thing as "Thing" {
        name: "Name" => String, REQUIRED;
        status: "Status" => shape::<Status>();
        secret: "Secret" => String, SENSITIVE;
    }
}

#[derive(Clone, Debug)]
pub enum Status {
    Good,
    Unknown(shapesmith_runtime::UnknownValue),
}

shapesmith_runtime::string_enum! {
    Status {
        Good: "GOOD";
    }
}

#[derive(Clone, Default, PartialEq)]
pub struct ListThingsInput {
    pub group: String,
    pub next_token: Option<String>,
    pub max_results: Option<i32>,
    pub password: Option<String>,
    pub client_token: Option<String>,
}

shapesmith_runtime::structure! {
    ListThingsInput as "ListThingsInput" {
        group: "Group" => String, REQUIRED, HOST_LABEL;
        next_token: "NextToken" => String;
        max_results: "MaxResults" => Integer;
        password: "Password" => String, SENSITIVE;
        client_token: "ClientToken" => String, IDEMPOTENCY_TOKEN;
    }
}

#[derive(Clone, PartialEq)]
pub struct ListThingsOutput {
    pub things: Option<Vec<Thing>>,
    pub next_token: Option<String>,
}

shapesmith_runtime::structure! {
    ListThingsOutput as "ListThingsOutput" {
        things: "Things" => List(&each(shape::<Thing>()));
        next_token: "NextToken" => String;
    }
}

#[derive(Clone, PartialEq)]
pub struct NoSuchThing {
    pub message: Option<String>,
    pub thing: Option<Thing>,
}

shapesmith_runtime::structure! {
    NoSuchThing as "NoSuchThing" {
        message: "Message" => String;
        thing: "Thing" => shape::<Thing>();
    }
}

shapesmith_runtime::exception! { NoSuchThing as "NoSuchThing" }

#[derive(Clone, PartialEq)]
pub struct Overloaded {}

shapesmith_runtime::structure! { Overloaded as "Overloaded" {} }
shapesmith_runtime::exception! { Overloaded as "Overloaded", THROTTLING }

#[derive(Clone, PartialEq)]
pub struct WrongPassword {
    pub message: Option<String>,
}

shapesmith_runtime::structure! {
    WrongPassword as "WrongPassword" {
        message: "message" => String, SENSITIVE;
    }
}

shapesmith_runtime::exception! { WrongPassword as "Former.WrongPassword" }

#[derive(Clone)]
#[non_exhaustive]
pub enum ListThingsError {
    NoSuchThing(NoSuchThing),
    Overloaded(Overloaded),
    WrongPassword(WrongPassword),
    Unhandled(Unhandled),
}

shapesmith_runtime::operation_error! {
    ListThingsError {
        NoSuchThing(NoSuchThing);
        Overloaded(Overloaded);
        WrongPassword(WrongPassword);
    }
}

impl Operation for ListThingsInput {
    type Output = ListThingsOutput;
    type Error = ListThingsError;

    const SCHEMA: &'static OperationSchema = &OperationSchema::of::<Self>(&SERVICE).name("ListThings");
}

impl Paginated for ListThingsInput {
    const PAGINATOR: &'static PaginatorSchema = &PaginatorSchema::new()
        .tokens(&[TokenSchema::new("NextToken", &["NextToken"])])
        .limit_key("MaxResults")
        .result_keys(&["Things"]);
}

impl PaginatedItems for ListThingsInput {
    type Item = Thing;

    fn items(output: Self::Output) -> Vec<Thing> {
        output.things.unwrap_or_default()
    }
}

/// An input that asks for the things of a group.
pub fn list(group: &str) -> ListThingsInput {
    ListThingsInput { group: group.into(), client_token: Some("fixed".into()), ..ListThingsInput::default() }
}
