//! Takes orders out of a queue and into a table: what a Lambda function does that is fed by SQS, or a worker of your own.

use dynamodb::AnyError;
use dynamodb::error::ConditionalCheckFailedException;
use dynamodb::types::AttributeValue;
use serde_json::Value;
use sqs::types::Message;

/// The clients that the handler needs, made once and used for all events.
#[derive(Debug)]
pub struct Shop {
    /// For the table of orders.
    pub tables: dynamodb::Client,
    /// For the queues of orders and of what is told about them.
    pub queues: sqs::Client,
    /// The name of the table.
    pub table: String,
    /// Who is told about new orders: the URL of a queue.
    pub told: String,
}

/// What became of a message.
#[derive(Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The order is in the table, and was told.
    Taken,
    /// The order was in the table: queues may give a message twice.
    Known,
    /// The message is no order; it will never be one.
    Refused(String),
}

impl Shop {
    /// Handles the body of one message: `{"order": "17", "item": "lamp"}`.
    ///
    /// # Errors
    ///
    /// What failed and may succeed later; the message should stay in its queue.
    pub async fn handle(&self, body: &str) -> Result<Outcome, AnyError> {
        let (order, item) = match read(body) {
            Ok(read) => read,
            Err(reason) => return Ok(Outcome::Refused(reason)),
        };
        let attributes = [("order", order.clone()), ("item", item)];
        let put = self
            .tables
            .put_item(&self.table, attributes.map(|(name, text)| (name, AttributeValue::S(text))))
            .condition_expression("attribute_not_exists(#order)")
            .expression_attribute_names([("#order", "order")])
            .await;
        match put {
            Ok(_) => {}
            Err(error) if error.exception::<ConditionalCheckFailedException>().is_some() => {
                return Ok(Outcome::Known);
            }
            Err(error) => return Err(error.into()),
        }
        self.queues.send_message(&self.told, format!("new order: {order}")).await?;
        Ok(Outcome::Taken)
    }

    /// Receives some messages, handles each, and deletes those that are done with. Gives how many there were.
    ///
    /// # Errors
    ///
    /// Why messages could not be received, handled or deleted. Those that were not deleted come again.
    pub async fn once(&self, queue: &str, mut tell: impl FnMut(&Outcome)) -> Result<usize, AnyError> {
        let received =
            self.queues.receive_message(queue).max_number_of_messages(10).wait_time_seconds(5).await?;
        for Message { body, receipt_handle, .. } in received.messages_or_empty() {
            let outcome = self.handle(body.as_deref().unwrap_or_default()).await?;
            tell(&outcome);
            if let Some(handle) = receipt_handle {
                self.queues.delete_message(queue, handle).await?;
            }
        }
        Ok(received.messages_or_empty().len())
    }
}

fn read(body: &str) -> Result<(String, String), String> {
    let order: Value = serde_json::from_str(body).map_err(|error| error.to_string())?;
    let text = |name: &str| match order.get(name).and_then(Value::as_str) {
        Some(text) if !text.is_empty() => Ok(text.to_owned()),
        _ => Err(format!("{name} is missing, or no text")),
    };
    Ok((text("order")?, text("item")?))
}
