//! Takes an order with five services, with aws-sdk-rust.

use std::error::Error;

use aws_config::BehaviorVersion;
use aws_sdk_dynamodb::types::AttributeValue;
use aws_sdk_s3::primitives::ByteStream;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let config = aws_config::load_defaults(BehaviorVersion::latest()).await;
    let parameters = aws_sdk_ssm::Client::new(&config);
    let table = parameters.get_parameter().name("/shop/table").send().await?;
    let table = table.parameter.and_then(|found| found.value).unwrap_or_default();
    let secrets = aws_sdk_secretsmanager::Client::new(&config);
    let secret = secrets.get_secret_value().secret_id("shop/key").send().await?;
    let key = secret.secret_string.unwrap_or_default();
    let order = AttributeValue::S(format!("order-{}", key.len()));
    aws_sdk_dynamodb::Client::new(&config).put_item().table_name(table).item("id", order).send().await?;
    let queues = aws_sdk_sqs::Client::new(&config);
    queues.send_message().queue_url("https://sqs.example.com/orders").message_body("order").send().await?;
    let body = ByteStream::from_static(b"an order");
    let objects = aws_sdk_s3::Client::new(&config);
    let kept = objects.put_object().bucket("orders").key("order").body(body).send().await?;
    println!("{:?}", kept.e_tag);
    Ok(())
}
