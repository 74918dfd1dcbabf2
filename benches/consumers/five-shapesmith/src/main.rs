//! Takes an order with five services, with the crates that Shapesmith generates.

use dynamodb::types::AttributeValue;
use parameters::AnyError;

#[tokio::main]
async fn main() -> Result<(), AnyError> {
    let config = parameters::Config::from_env()?;
    let parameters = parameters::Client::new(config.clone());
    let table = parameters.get_parameter("/shop/table").await?.into_output();
    let table = table.parameter.and_then(|found| found.value).unwrap_or_default();
    let secrets = secretsmanager::Client::new(config.clone());
    let secret = secrets.get_secret_value("shop/key").await?.into_output();
    let key = secret.secret_string.unwrap_or_default();
    let order = [("id".to_owned(), AttributeValue::S(format!("order-{}", key.len())))];
    dynamodb::Client::new(config.clone()).put_item(table, order).await?;
    sqs::Client::new(config.clone()).send_message("https://sqs.example.com/orders", "order").await?;
    let kept = s3::Client::new(config).put_object("orders", "order").body("an order").await?;
    println!("{:?}", kept.etag);
    Ok(())
}
