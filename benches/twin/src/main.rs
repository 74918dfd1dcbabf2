//! Opens a shop for a customer: reads its settings and secrets, makes its table and its queue unless they are there,
//! and takes an order. What `open_shop` of `examples/programs` does, on aws-sdk-rust.

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;
use std::process::ExitCode;
use std::time::Duration;

use aws_config::retry::RetryConfig;
use aws_config::timeout::TimeoutConfig;
use aws_config::{AppName, BehaviorVersion};
use aws_sdk_dynamodb::client::Waiters;
use aws_sdk_dynamodb::error::{BuildError, DisplayErrorContext, ProvideErrorMetadata, SdkError};
use aws_sdk_dynamodb::operation::RequestId;
use aws_sdk_dynamodb::types::ScalarAttributeType;
use aws_sdk_dynamodb::types::{AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType};
use aws_sdk_dynamodb::waiters::table_exists::WaitUntilTableExistsError;
use aws_sdk_secretsmanager::types::{Filter, FilterNameStringType};
use clap::Parser;

/// Opens a shop for a customer, and takes an order.
#[derive(Parser)]
struct Arguments {
    /// The path below which the settings and secrets are.
    path: String,
    /// Who orders.
    customer: String,
    /// What is ordered.
    item: String,
}

struct Shop {
    settings: aws_sdk_ssm::Client,
    secrets: aws_sdk_secretsmanager::Client,
    tables: aws_sdk_dynamodb::Client,
    queues: aws_sdk_sqs::Client,
}

/// What can go wrong with any of the services.
#[derive(Debug)]
struct ShopError {
    advice: &'static str,
    request_id: Option<String>,
    source: Box<dyn Error + Send + Sync>,
}

impl fmt::Display for ShopError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", DisplayErrorContext(&*self.source))
    }
}

impl Error for ShopError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

impl<E> From<SdkError<E>> for ShopError
where
    E: ProvideErrorMetadata + Error + Send + Sync + 'static,
{
    fn from(error: SdkError<E>) -> Self {
        let advice = advice(&error);
        let request_id = error.request_id().map(str::to_owned);
        Self { advice, request_id, source: error.into() }
    }
}

impl From<BuildError> for ShopError {
    fn from(error: BuildError) -> Self {
        Self { advice: "mend the program", request_id: None, source: error.into() }
    }
}

impl From<WaitUntilTableExistsError> for ShopError {
    fn from(error: WaitUntilTableExistsError) -> Self {
        match error {
            WaitUntilTableExistsError::OperationFailed(failed) => failed.into_error().into(),
            error => Self {
                advice: "it took too long: look at the network, or at the limits",
                request_id: None,
                source: error.into(),
            },
        }
    }
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Arguments { path, customer, item } = Arguments::parse();
    match run(&path, &customer, &item).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            eprintln!(
                "{} (request {})",
                error.advice,
                error.request_id.as_deref().unwrap_or("without an id")
            );
            ExitCode::FAILURE
        }
    }
}

async fn run(path: &str, customer: &str, item: &str) -> Result<(), ShopError> {
    let shop = Shop::new().await;
    let (settings, secrets) = (shop.settings(path).await?, shop.secrets(path).await?);
    println!("{} settings, {} secrets", settings.len(), secrets.len());
    let name = |key: &str| settings.get(key).map_or("orders", String::as_str);
    let (table, queue) = (name("table"), shop.queue(name("queue")).await?);
    shop.table(table).await?;
    if shop.order(table, customer, item).await? {
        shop.queues
            .send_message()
            .queue_url(&queue)
            .message_body(format!("{customer}: {item}"))
            .send()
            .await?;
    }
    let orders = shop.orders(table, customer).await?;
    println!("{customer} has ordered {}", orders.join(", "));
    let messages = shop.messages(&queue).await?;
    println!("{messages} messages were waiting");
    Ok(())
}

fn advice<E: ProvideErrorMetadata>(error: &SdkError<E>) -> &'static str {
    match error {
        SdkError::TimeoutError(_) => "it took too long: look at the network, or at the limits",
        SdkError::DispatchFailure(failure) if failure.is_timeout() => {
            "it took too long: look at the network, or at the limits"
        }
        SdkError::DispatchFailure(failure) if failure.is_io() => "it may go better at another time",
        SdkError::ServiceError(service) => match service.err().code() {
            Some(
                "Throttling"
                | "ThrottlingException"
                | "ThrottledException"
                | "RequestThrottled"
                | "RequestThrottledException"
                | "TooManyRequestsException"
                | "ProvisionedThroughputExceededException"
                | "RequestLimitExceeded"
                | "LimitExceededException",
            ) => "too many requests: try again later",
            Some("RequestTimeout" | "RequestTimeoutException") => {
                "it took too long: look at the network, or at the limits"
            }
            Some("AccessDenied" | "AccessDeniedException" | "UnauthorizedOperation") => {
                "not allowed: look at the policies of the role"
            }
            Some("ExpiredToken" | "ExpiredTokenException" | "RequestExpired") => "log in again",
            _ if service.raw().status().is_server_error() => "it may go better at another time",
            _ => "it will not go better at another time",
        },
        _ => "it will not go better at another time",
    }
}

impl Shop {
    async fn new() -> Self {
        let timeouts = TimeoutConfig::builder()
            .connect_timeout(Duration::from_secs(2))
            .operation_attempt_timeout(Duration::from_secs(5))
            .operation_timeout(Duration::from_secs(20))
            .build();
        let config = aws_config::defaults(BehaviorVersion::latest())
            .app_name(AppName::new("shop").expect("it is a name"))
            .timeout_config(timeouts.clone())
            .retry_config(RetryConfig::standard().with_max_attempts(4))
            .load()
            .await;
        // Waiting for messages takes longer than anything else.
        let patient = timeouts.to_builder().operation_attempt_timeout(Duration::from_secs(15)).build();
        let patient = aws_sdk_sqs::config::Builder::from(&config).timeout_config(patient).build();
        Self {
            settings: aws_sdk_ssm::Client::new(&config),
            secrets: aws_sdk_secretsmanager::Client::new(&config),
            tables: aws_sdk_dynamodb::Client::new(&config),
            queues: aws_sdk_sqs::Client::from_conf(patient),
        }
    }

    /// The settings below a path, by the last part of their names.
    async fn settings(&self, path: &str) -> Result<BTreeMap<String, String>, ShopError> {
        let mut settings = BTreeMap::new();
        let mut parameters = self
            .settings
            .get_parameters_by_path()
            .path(path)
            .recursive(true)
            .with_decryption(true)
            .into_paginator()
            .send();
        while let Some(page) = parameters.try_next().await? {
            for parameter in page.parameters.unwrap_or_default() {
                let name = parameter.name.unwrap_or_default();
                let name = name.rsplit('/').next().unwrap_or_default();
                settings.insert(name.to_owned(), parameter.value.unwrap_or_default());
            }
        }
        Ok(settings)
    }

    /// The secrets whose names begin with a path.
    async fn secrets(&self, path: &str) -> Result<Vec<String>, ShopError> {
        let mut secrets = Vec::new();
        let named = Filter::builder().key(FilterNameStringType::Name).values(path).build();
        let mut list = self.secrets.list_secrets().filters(named).into_paginator().send();
        while let Some(page) = list.try_next().await? {
            for secret in page.secret_list.unwrap_or_default() {
                let name = secret.name.unwrap_or_default();
                let secret = self.secrets.get_secret_value().secret_id(name).send().await?;
                secrets.extend(secret.secret_string);
            }
        }
        Ok(secrets)
    }

    /// Makes a table unless it is there, and waits for it.
    async fn table(&self, name: &str) -> Result<(), ShopError> {
        let mut request =
            self.tables.create_table().table_name(name).billing_mode(BillingMode::PayPerRequest);
        for (name, kind) in [("customer", KeyType::Hash), ("item", KeyType::Range)] {
            request = request
                .attribute_definitions(
                    AttributeDefinition::builder()
                        .attribute_name(name)
                        .attribute_type(ScalarAttributeType::S)
                        .build()?,
                )
                .key_schema(KeySchemaElement::builder().attribute_name(name).key_type(kind).build()?);
        }
        match request.send().await {
            Err(error)
                if !error.as_service_error().is_some_and(|error| error.is_resource_in_use_exception()) =>
            {
                return Err(error.into());
            }
            _ => {}
        }
        self.tables.wait_until_table_exists().table_name(name).wait(Duration::from_secs(60)).await?;
        Ok(())
    }

    /// The URL of a queue, which is made unless it is there.
    async fn queue(&self, name: &str) -> Result<String, ShopError> {
        let made = self.queues.create_queue().queue_name(name).send().await?;
        Ok(made.queue_url.unwrap_or_default())
    }

    /// Takes an order, unless the customer has ordered the same before.
    async fn order(&self, table: &str, customer: &str, item: &str) -> Result<bool, ShopError> {
        let put = self
            .tables
            .put_item()
            .table_name(table)
            .item("customer", AttributeValue::S(customer.to_owned()))
            .item("item", AttributeValue::S(item.to_owned()))
            .condition_expression("attribute_not_exists(customer)")
            .send()
            .await;
        match put {
            Ok(_) => Ok(true),
            Err(error)
                if error
                    .as_service_error()
                    .is_some_and(|error| error.is_conditional_check_failed_exception()) =>
            {
                Ok(false)
            }
            Err(error) => Err(error.into()),
        }
    }

    /// What a customer has ordered.
    async fn orders(&self, table: &str, customer: &str) -> Result<Vec<String>, ShopError> {
        let mut items = Vec::new();
        let mut orders = self
            .tables
            .query()
            .table_name(table)
            .key_condition_expression("customer = :customer")
            .expression_attribute_values(":customer", AttributeValue::S(customer.to_owned()))
            .into_paginator()
            .items()
            .send();
        while let Some(order) = orders.try_next().await? {
            items.extend(order.get("item").and_then(|item| item.as_s().ok()).cloned());
        }
        Ok(items)
    }

    /// Takes what waits in a queue out of it, and says how much it was.
    async fn messages(&self, queue: &str) -> Result<usize, ShopError> {
        let received = self
            .queues
            .receive_message()
            .queue_url(queue)
            .max_number_of_messages(10)
            .wait_time_seconds(10)
            .send()
            .await?;
        let messages = received.messages();
        for handle in messages.iter().flat_map(|message| &message.receipt_handle) {
            self.queues.delete_message().queue_url(queue).receipt_handle(handle).send().await?;
        }
        Ok(messages.len())
    }
}
