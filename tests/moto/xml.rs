//! What `tests/moto_peer.py` runs for services that speak REST with XML: zones and their records, buckets and their
//! objects, with bodies that are XML, text or bytes, listings, waiters, and errors.

mod steps;

use std::process::ExitCode;
use std::time::Duration;

use steps::{Outcome, check, count, exit_code, there};

/// How long waiters wait between two looks: moto is there at once.
const SHORT: Duration = Duration::from_millis(10);

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run().await)
}

async fn run() -> Outcome {
    zones().await?;
    objects().await?;
    println!("all is well");
    Ok(())
}

async fn zones() -> Outcome {
    use route53::operation::get_hosted_zone::GetHostedZoneError;
    use route53::types::{Change, ChangeAction, ChangeBatch, ResourceRecord, ResourceRecordSet, RrType};

    println!("route53");
    let client = route53::Client::from_env()?;
    let made = client.create_hosted_zone("example.com", "once").await?.into_output();
    let id = made.hosted_zone.id;
    check("the id begins with a path", id.starts_with("/hostedzone/").to_string(), true)?;
    let record = |name: &str, value: &str| {
        let records = [ResourceRecord::new(value)];
        let set = ResourceRecordSet::new(name, RrType::A).ttl(60).resource_records(records);
        Change::new(ChangeAction::Create, set)
    };
    let changes = [record("a.example.com", "192.0.2.1"), record("b.example.com", "192.0.2.2")];
    let change =
        client.change_resource_record_sets(&id, ChangeBatch::new(changes).comment("two & more")).await?;
    let change = change.into_output().change_info.id;
    client.wait_until_resource_record_sets_changed(&change).delay(SHORT).await?;
    check(
        "status",
        client.get_change(&change).await?.into_output().change_info.status.to_string(),
        "INSYNC",
    )?;
    let (mut names, mut sets) = (Vec::new(), client.list_resource_record_sets(&id).max_items("2").items());
    while let Some(set) = sets.next().await.transpose()? {
        if set.r#type == RrType::A {
            names.push(set.name);
        }
    }
    check("records of all pages", names.join(" "), "a.example.com. b.example.com.")?;
    let zone = client.get_hosted_zone(&id).await?.into_output().hosted_zone;
    check("name", zone.name, "example.com.")?;
    let mut zones = client.list_hosted_zones().items();
    check("listed", there("zone", zones.next().await.transpose()?)?.id, &id)?;
    let changes = [("a.example.com", "192.0.2.1"), ("b.example.com", "192.0.2.2")].map(|(name, value)| {
        let mut change = record(name, value);
        change.action = ChangeAction::Delete;
        change
    });
    client.change_resource_record_sets(&id, ChangeBatch::new(changes)).await?;
    client.delete_hosted_zone(&id).await?;
    let error = client.get_hosted_zone("Z123").await.err().ok_or("a zone that is not there")?;
    let modelled = matches!(error.as_service_error(), Some(GetHostedZoneError::NoSuchHostedZone(_)));
    check("the error is modelled", modelled.to_string(), true)
}

async fn objects() -> Outcome {
    use s3::operation::get_object::GetObjectError;
    use s3::types::{
        BucketLocationConstraint, CreateBucketConfiguration, Delete, ObjectIdentifier, Tag, Tagging,
    };

    println!("s3");
    let client = s3::Client::from_env()?;
    let place = CreateBucketConfiguration::new().location_constraint(BucketLocationConstraint::EuCentral1);
    client.create_bucket("shelf").create_bucket_configuration(place).await?;
    let place = client.get_bucket_location("shelf").await?.into_output().location_constraint;
    check("location", place.map(|place| place.to_string()).unwrap_or_default(), "eu-central-1")?;
    for key in ["a//b", "../c", "d e+f", "g%20h", "ключ"] {
        let put = client.put_object("shelf", key).metadata([("colour", "blue")]);
        put.body(format!("text of {key}")).await?;
        let got = client.get_object("shelf", key).await?.into_output();
        check("metadata", format!("{:?}", got.metadata), r#"Some({"colour": "blue"})"#)?;
        let body = there("body", got.body)?.collect().await?;
        check("object", String::from_utf8_lossy(&body).into_owned(), format!("text of {key}"))?;
    }
    let head = client.head_object("shelf", "a//b").await?.into_output();
    check("length", head.content_length.unwrap_or_default().to_string(), 12)?;
    client.copy_object("shelf", "shelf/d%20e%2Bf", "copy").await?;
    client.wait_until_object_exists("shelf", "copy").delay(SHORT).await?;
    let (mut keys, mut listed) = (Vec::new(), client.list_objects_v2("shelf").max_keys(2).items());
    while let Some(object) = listed.next().await.transpose()? {
        keys.push(object.key.unwrap_or_default());
    }
    check("keys of all pages", keys.join(" "), "../c a//b copy d e+f g%20h ключ")?;
    let tagging = Tagging::new([Tag::new("team", "blue & green")]);
    client.put_bucket_tagging("shelf", tagging).await?;
    let tags = client.get_bucket_tagging("shelf").await?.into_output().tag_set;
    check("tag", there("tag", tags.first())?.value.clone(), "blue & green")?;
    client.delete_object("shelf", "copy").await?;
    client.wait_until_object_not_exists("shelf", "copy").delay(SHORT).await?;
    let error = client.get_object("shelf", "copy").await.err().ok_or("an object that is gone")?;
    let modelled = matches!(error.as_service_error(), Some(GetObjectError::NoSuchKey(_)));
    check("the error is modelled", modelled.to_string(), true)?;
    let rest = ["a//b", "../c", "d e+f", "g%20h", "ключ"].map(ObjectIdentifier::new);
    let gone = client.delete_objects("shelf", Delete::new(rest)).await?.into_output();
    count("deleted at once", gone.deleted_or_empty().len(), 5)?;
    client.delete_bucket("shelf").await?;
    Ok(())
}
