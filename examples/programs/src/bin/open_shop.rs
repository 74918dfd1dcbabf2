//! Opens a shop for a customer: reads its settings and secrets, makes its table and its queue unless they are there,
//! and takes an order. Four services share one configuration and one type of error.
//! `cargo run -p programs --bin open_shop -- /shop Ada lamp` runs it.

use std::collections::BTreeMap;
use std::process::ExitCode;
use std::time::Duration;

use clap::Parser;
use dynamodb::error::{ConditionalCheckFailedException, ResourceInUseException};
use dynamodb::types::ScalarAttributeType;
use dynamodb::types::{AttributeDefinition, AttributeValue, BillingMode, KeySchemaElement, KeyType};
use secretsmanager::types::{Filter, FilterNameStringType};
use ssm::{AnyError, Config};

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
    settings: ssm::Client,
    secrets: secretsmanager::Client,
    tables: dynamodb::Client,
    queues: sqs::Client,
}

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let Arguments { path, customer, item } = Arguments::parse();
    match run(&path, &customer, &item).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}", error.one_line());
            let request = error.request_id().unwrap_or("without an id");
            eprintln!("{} (request {request})", advice(&error));
            ExitCode::FAILURE
        }
    }
}

async fn run(path: &str, customer: &str, item: &str) -> Result<(), AnyError> {
    let shop = Shop::new()?;
    let (settings, secrets) = (shop.settings(path).await?, shop.secrets(path).await?);
    println!("{} settings, {} secrets", settings.len(), secrets.len());
    let name = |key: &str| settings.get(key).map_or("orders", String::as_str);
    let (table, queue) = (name("table"), shop.queue(name("queue")).await?);
    shop.table(table).await?;
    if shop.order(table, customer, item).await? {
        shop.queues.send_message(&queue, format!("{customer}: {item}")).await?;
    }
    let orders = shop.orders(table, customer).await?;
    println!("{customer} has ordered {}", orders.join(", "));
    let messages = shop.messages(&queue).await?;
    println!("{messages} messages were waiting");
    Ok(())
}

fn advice(error: &AnyError) -> &'static str {
    match () {
        () if error.is_throttling() => "too many requests: try again later",
        () if error.is_timeout() => "it took too long: look at the network, or at the limits",
        () if error.is_access_denied() => "not allowed: look at the policies of the role",
        () if error.is_expired_credentials() => "log in again",
        () if error.is_retryable() => "it may go better at another time",
        () => "it will not go better at another time",
    }
}

impl Shop {
    fn new() -> Result<Self, AnyError> {
        let config = Config::builder()
            .app_name("shop")
            .connect_timeout(Duration::from_secs(2))
            .attempt_timeout(Duration::from_secs(5))
            .timeout(Duration::from_secs(20))
            .max_attempts(4)
            .build()?;
        // Waiting for messages takes longer than anything else.
        let patient = config.to_builder().attempt_timeout(Duration::from_secs(15)).build()?;
        Ok(Self {
            settings: ssm::Client::new(config.clone()),
            secrets: secretsmanager::Client::new(config.clone()),
            tables: dynamodb::Client::new(config),
            queues: sqs::Client::new(patient),
        })
    }

    /// The settings below a path, by the last part of their names.
    async fn settings(&self, path: &str) -> Result<BTreeMap<String, String>, AnyError> {
        let mut settings = BTreeMap::new();
        let request = self.settings.get_parameters_by_path(path).recursive(true);
        let mut parameters = request.with_decryption(true).items();
        while let Some(parameter) = parameters.try_next().await? {
            let name = parameter.name.unwrap_or_default();
            let name = name.rsplit('/').next().unwrap_or_default();
            settings.insert(name.to_owned(), parameter.value.unwrap_or_default());
        }
        Ok(settings)
    }

    /// The secrets whose names begin with a path.
    async fn secrets(&self, path: &str) -> Result<Vec<String>, AnyError> {
        let mut secrets = Vec::new();
        let named = Filter::new().key(FilterNameStringType::Name).values([path]);
        let mut list = self.secrets.list_secrets().filters([named]).items();
        while let Some(secret) = list.try_next().await? {
            let name = secret.name.unwrap_or_default();
            let secret = self.secrets.get_secret_value(name).await?;
            secrets.extend(secret.into_output().secret_string);
        }
        Ok(secrets)
    }

    /// Makes a table unless it is there, and waits for it.
    async fn table(&self, name: &str) -> Result<(), AnyError> {
        let key = [("customer", KeyType::Hash), ("item", KeyType::Range)];
        let made = self
            .tables
            .create_table(name)
            .attribute_definitions(
                key.clone().map(|(name, _)| AttributeDefinition::new(name, ScalarAttributeType::S)),
            )
            .key_schema(key.map(|(name, kind)| KeySchemaElement::new(name, kind)))
            .billing_mode(BillingMode::PayPerRequest)
            .await;
        match made {
            Err(error) if error.exception::<ResourceInUseException>().is_none() => return Err(error.into()),
            _ => {}
        }
        let wait = self.tables.describe_table(name).wait_until_table_exists();
        wait.deadline(Duration::from_secs(60)).await?;
        Ok(())
    }

    /// The URL of a queue, which is made unless it is there.
    async fn queue(&self, name: &str) -> Result<String, AnyError> {
        let made = self.queues.create_queue(name).await?;
        Ok(made.into_output().queue_url.unwrap_or_default())
    }

    /// Takes an order, unless the customer has ordered the same before.
    async fn order(&self, table: &str, customer: &str, item: &str) -> Result<bool, AnyError> {
        let order = [
            ("customer", AttributeValue::S(customer.to_owned())),
            ("item", AttributeValue::S(item.to_owned())),
        ];
        let put =
            self.tables.put_item(table, order).condition_expression("attribute_not_exists(customer)").await;
        match put {
            Ok(_) => Ok(true),
            Err(error) if error.exception::<ConditionalCheckFailedException>().is_some() => Ok(false),
            Err(error) => Err(error.into()),
        }
    }

    /// What a customer has ordered.
    async fn orders(&self, table: &str, customer: &str) -> Result<Vec<String>, AnyError> {
        let mut items = Vec::new();
        let mut orders = self
            .tables
            .query(table)
            .key_condition_expression("customer = :customer")
            .expression_attribute_values([(":customer", AttributeValue::S(customer.to_owned()))])
            .items();
        while let Some(order) = orders.try_next().await? {
            items.extend(order.get("item").and_then(|item| item.as_s().ok()).cloned());
        }
        Ok(items)
    }

    /// Takes what waits in a queue out of it, and says how much it was.
    async fn messages(&self, queue: &str) -> Result<usize, AnyError> {
        let received =
            self.queues.receive_message(queue).max_number_of_messages(10).wait_time_seconds(10).await?;
        let messages = received.messages_or_empty();
        for handle in messages.iter().flat_map(|message| &message.receipt_handle) {
            self.queues.delete_message(queue, handle).await?;
        }
        Ok(messages.len())
    }
}
