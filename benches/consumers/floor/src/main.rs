//! Lists the tasks of a maintenance window execution by hand: signs a POST, sends it with hyper and
//! rustls, reads the reply as any JSON, and nothing else. No client can cost less to build than this.

mod connect;
mod sign;

use std::env;
use std::error::Error;

use http_body_util::{BodyExt, Full};
use hyper::Request;
use hyper::body::Bytes;
use hyper_util::client::legacy::Client;
use hyper_util::rt::TokioExecutor;
use serde_json::{Value, json};

use connect::Connect;
use sign::Signer;

const TARGET: &str = "AmazonSSM.DescribeMaintenanceWindowExecutionTasks";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let id = env::args().nth(1).ok_or("the id of an execution is missing")?;
    let signer = Signer {
        access_key_id: env::var("AWS_ACCESS_KEY_ID")?,
        secret_access_key: env::var("AWS_SECRET_ACCESS_KEY")?,
        region: env::var("AWS_REGION")?,
        service: "ssm",
    };
    let host = format!("ssm.{}.amazonaws.com", signer.region);
    let client = Client::builder(TokioExecutor::new()).build::<_, Full<Bytes>>(Connect::new()?);
    let mut token = Value::Null;
    loop {
        let input = json!({ "WindowExecutionId": id, "MaxResults": 50, "NextToken": token });
        let body = serde_json::to_vec(&input)?;
        let signed = signer.sign(&host, TARGET, &body);
        let request = Request::post(format!("https://{host}/"))
            .header("content-type", "application/x-amz-json-1.1")
            .header("x-amz-target", TARGET)
            .header("x-amz-date", signed.date)
            .header("authorization", signed.authorization)
            .body(Full::new(Bytes::from(body)))?;
        let response = client.request(request).await?;
        let status = response.status();
        let page: Value = serde_json::from_slice(&response.into_body().collect().await?.to_bytes())?;
        if !status.is_success() {
            return Err(format!("{status}: {page}").into());
        }
        let tasks = page.get("WindowExecutionTaskIdentities").and_then(Value::as_array);
        for task in tasks.into_iter().flatten() {
            match task.get("Status").and_then(Value::as_str) {
                Some(status) => println!("{task}: {status}"),
                None => println!("{task}"),
            }
        }
        match page.get("NextToken").and_then(Value::as_str).filter(|token| !token.is_empty()) {
            Some(next) => token = next.into(),
            None => return Ok(()),
        }
    }
}
