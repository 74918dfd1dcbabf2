//! What `tests/objects_peer.py` runs: objects of odd names and sizes go to a server that checks signatures and checksums,
//! and come back as they were; what is presigned is printed, for somebody else to send.

use std::error::Error;
use std::process::ExitCode;
use std::time::Duration;

use s3::{ByteStream, Client, Config};
use shapesmith_runtime::config::Checksums;
use tokio::io::AsyncReadExt;

type Outcome = Result<(), Box<dyn Error>>;

const BUCKET: &str = "bucket-of-tests";

const KEYS: [&str; 7] =
    ["plain", "a//b", "dir/key with spaces", "a b/ü%20+&=?#x", "%41", "~tilde*'()!@$,;:", "日本語/ключ"];

#[tokio::main]
async fn main() -> ExitCode {
    match run().await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("failed: {error:?}");
            ExitCode::FAILURE
        }
    }
}

async fn run() -> Outcome {
    let (plain, tls) = (std::env::var("PEER_PLAIN")?, std::env::var("PEER_TLS")?);
    let everywhere = Checksums::WhenSupported;
    let client = |url: &str, checksums: bool| -> Result<Client, Box<dyn Error>> {
        let config = Config::builder().endpoint_url(url);
        let config = match checksums {
            true => config.request_checksums(everywhere).response_checksums(everywhere),
            false => config,
        };
        Ok(Client::new(config.build()?))
    };
    client(&plain, false)?.create_bucket(BUCKET).await?;
    for url in [&plain, &tls] {
        for checksums in [false, true] {
            let client = client(url, checksums)?;
            println!("{url}, checksums everywhere: {checksums}");
            names(&client).await?;
            algorithms(&client).await?;
            files(&client).await?;
            if url.starts_with("https") {
                frames(&client).await?;
            }
        }
    }
    presigned(&client(&plain, false)?).await?;
    println!("all is well");
    Ok(())
}

fn check(is_right: bool, what: impl std::fmt::Display) -> Outcome {
    if is_right { Ok(()) } else { Err(format!("{what}: not as it should be").into()) }
}

async fn read(client: &Client, key: &str) -> Result<Vec<u8>, Box<dyn Error>> {
    let got = client.get_object(BUCKET, key).await?.into_output();
    Ok(got.body.unwrap_or_default().collect().await?.to_vec())
}

async fn names(client: &Client) -> Outcome {
    for key in KEYS {
        client.put_object(BUCKET, key).body(format!("body of {key}")).await?;
        check(read(client, key).await? == format!("body of {key}").as_bytes(), key)?;
    }
    let error = client.get_object(BUCKET, "nothing").await.err().ok_or("there is nothing to get")?;
    check(error.code() == Some("NoSuchKey"), error)
}

async fn algorithms(client: &Client) -> Outcome {
    for algorithm in ["CRC32", "CRC32C", "CRC64NVME", "SHA1", "SHA256"] {
        client.put_object(BUCKET, "summed").body("some text").checksum_algorithm(algorithm).await?;
        check(read(client, "summed").await? == b"some text", algorithm)?;
    }
    let wrong = client.put_object(BUCKET, "wrong").body("some text").checksum_crc32("AAAAAA==").await;
    check(wrong.is_err(), "a checksum that the body does not have")
}

async fn files(client: &Client) -> Outcome {
    let content: Vec<u8> = (0..3_000_000u32).map(|index| (index % 251) as u8).collect();
    let path = std::env::temp_dir().join(format!("objects-peer-{}", std::process::id()));
    std::fs::write(&path, &content)?;
    let put = async {
        client.put_object(BUCKET, "file").body(ByteStream::file(&path)?).await?;
        check(read(client, "file").await? == content, "a file")?;
        client.put_object(BUCKET, "file").body(ByteStream::file_part(&path, 100, 70_000)?).await?;
        check(read(client, "file").await? == content[100..70_100], "a part of a file")?;
        let part = client.get_object(BUCKET, "file").range("bytes=10-19").await?.into_output();
        check(part.body.unwrap_or_default().collect().await? == content[110..120], "a range")
    };
    let outcome = put.await;
    std::fs::remove_file(&path)?;
    outcome
}

async fn frames(client: &Client) -> Outcome {
    for size in [0u64, 1, 65_535, 65_536, 65_537, 1 << 20] {
        let body = ByteStream::reader(tokio::io::repeat(b'x').take(size), Some(size));
        client.put_object(BUCKET, "framed").body(body).checksum_algorithm("CRC32").await?;
        check(read(client, "framed").await? == vec![b'x'; size as usize], size)?;
    }
    Ok(())
}

async fn presigned(client: &Client) -> Outcome {
    let minute = Duration::from_secs(60);
    for key in KEYS {
        let download = client.get_object(BUCKET, key).presign(minute).await?;
        println!("presigned\t{}\t{}\tbody of {key}", download.method(), download.url());
    }
    let upload = client.put_object(BUCKET, "presigned").presign(minute).await?;
    println!("presigned\t{}\t{}\t", upload.method(), upload.url());
    Ok(())
}
