//! What `tests/signed_peer.py` runs: signs requests for somebody else to send, and prints them for another implementation
//! to sign again at the same second.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use shapesmith_runtime::PostPolicy;
use shapesmith_runtime::test_util::{CannedHttp, CannedReply};
use shapesmith_runtime::{Config, Credentials, Environment, RequestConfig};

type Outcome = Result<(), Box<dyn Error>>;

const MINUTE: Duration = Duration::from_secs(60);

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    for token in [None, Some("session/token+")] {
        if let Err(error) = run(token).await {
            eprintln!("failed: {error}");
            return ExitCode::FAILURE;
        }
    }
    ExitCode::SUCCESS
}

/// Configurations that send nothing, and what was sent all the same.
fn config(token: Option<&str>, replies: &[&'static str]) -> Result<(Config, CannedHttp), Box<dyn Error>> {
    let http = CannedHttp::new(replies.iter().map(|body| CannedReply::new(200, *body)));
    let mut credentials = Credentials::new("AKIDEXAMPLE", "EXAMPLESECRET");
    if let Some(token) = token {
        credentials = credentials.with_session_token(token);
    }
    let config = Config::builder()
        .environment(Environment::empty())
        .region("eu-central-1")
        .credentials(credentials)
        .http_client(http.clone())
        .build()?;
    Ok((config, http))
}

/// A server of one's own, with the bucket in the path.
fn path(call: RequestConfig) -> RequestConfig {
    call.endpoint_url("http://127.0.0.1:9000")
}

fn print(name: &str, fields: &[&str]) {
    println!("{name}\t{}", fields.join("\t"));
}

async fn run(token: Option<&str>) -> Outcome {
    let told = token.unwrap_or_default();
    let (config, http) = config(token, &["<r/>", "<r/>", "<r/>", "<r/>", "{}"])?;
    let s3 = s3::Client::new(config.clone());
    for key in ["plain", "a//b", "a b/ü%20+&=?#x", "~tilde*'()!@$,;:"] {
        let get = s3.get_object("photos", key).configure(path).presign(MINUTE).await?;
        print("get", &[told, key, get.url()]);
    }
    let put = s3.put_object("photos", "k").content_type("image/png").metadata([("a", "b")]);
    print("put", &[told, put.configure(path).presign(MINUTE).await?.url()]);
    let policy = PostPolicy::new(MINUTE).content_length(1..=100);
    let form = s3.put_object("photos", "in/${filename}").configure(path).presign_post(policy).await?;
    let fields: Vec<String> = form.fields().map(|(name, value)| format!("{name}={value}")).collect();
    print("post", &[&[told, form.url()], &fields.iter().map(String::as_str).collect::<Vec<_>>()[..]].concat());

    let sts = sts::Client::new(config.clone());
    let identity = sts.get_caller_identity();
    print("identity", &[told, "POST", identity.clone().presign(MINUTE).await?.url()]);
    let by_get = identity.configure(|call| call.presigned_get().header("x-k8s-aws-id", "mine"));
    print("identity", &[told, "GET", by_get.presign(MINUTE).await?.url()]);

    let rds = rds::Client::new(config.clone());
    print("rds", &[told, rds.db_auth_token("db.example.com", 3306, "me & you").await?.as_str()]);
    let dsql = dsql::Client::new(config.clone());
    print("dsql", &[told, dsql.db_connect_auth_token("c.example.com").await?.as_str()]);
    print("dsql-admin", &[told, dsql.db_connect_admin_auth_token("c.example.com").await?.as_str()]);

    rds.copy_db_snapshot("one", "two").source_region("us-west-2").await?;
    neptune::Client::new(config.clone()).copy_db_cluster_snapshot("one", "two").source_region("us-west-2").await?;
    docdb::Client::new(config.clone()).copy_db_cluster_snapshot("one", "two").source_region("us-west-2").await?;
    ec2::Client::new(config.clone()).copy_snapshot("us-west-2", "snap-1").await?;
    let bytes: Vec<u8> = (0..(3_u32 << 20) + 7).map(|index| (index % 251) as u8).collect();
    glacier::Client::new(config).upload_archive("vault").body(bytes).await?;
    for (request, name) in http.requests().iter().zip(["copy-rds", "copy-neptune", "copy-docdb", "copy-ec2", "glacier"]) {
        let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        match name {
            "glacier" => print(name, &[told, header("x-amz-sha256-tree-hash"), header("x-amz-content-sha256")]),
            _ => print(name, &[told, std::str::from_utf8(request.body())?]),
        }
    }
    Ok(())
}
