//! What `tests/moto_peer.py` runs: parameters, documents and maintenance windows are created, listed
//! with paginators and deleted.

mod steps;

use std::collections::BTreeSet;
use std::error::Error;
use std::process::ExitCode;

use ssm::operation::get_parameter::GetParameterError;
use ssm::types::{
    DocumentFormat, DocumentType, MaintenanceWindowResourceType, MaintenanceWindowTaskType, ParameterType,
    ResourceTypeForTagging, Tag, Target,
};
use ssm::{Client, blocking};
use steps::{Outcome, check, count, exit_code};

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run().await)
}

async fn run() -> Outcome {
    let client = Client::from_env()?;
    parameters(&client).await?;
    documents(&client).await?;
    windows(&client).await?;
    // Blocking calls are for threads that belong to no async runtime.
    let blocked = std::thread::spawn(|| listed_blocking().map_err(|error| error.to_string())).join();
    blocked.map_err(|_| "the blocking thread panicked")??;
    println!("all is well");
    Ok(())
}

async fn parameters(client: &Client) -> Outcome {
    println!("parameters");
    for number in 0..25 {
        let put = client.put_parameter(format!("/shop/p{number:02}"), format!("value {number}"));
        put.r#type(ParameterType::String).description("one of many").send().await?;
    }
    client.put_parameter("/shop/secret", "hush").r#type(ParameterType::SecureString).await?;
    let second = client.put_parameter("/shop/p00", "changed").overwrite(true).await?;
    check("version after overwriting", second.version.unwrap_or_default().to_string(), 2)?;

    let one = client.get_parameter("/shop/p00").await?.into_output().parameter.ok_or("no parameter")?;
    check("value read back", one.value.clone().unwrap_or_default(), "changed")?;
    check("kind", one.r#type.map(|kind| kind.to_string()).unwrap_or_default(), "String")?;
    if one.last_modified_date.is_none() {
        return Err("no time of the last change".into());
    }
    let secret = client.get_parameter("/shop/secret").with_decryption(true).await?;
    check("secret", secret.parameter.as_ref().and_then(|it| it.value.clone()).unwrap_or_default(), "hush")?;
    let shown = format!("{secret:?}").contains("hush");
    check("secret in Debug", shown.to_string(), false)?;

    let mut names = BTreeSet::new();
    let listing = client.get_parameters_by_path("/shop").recursive(true).max_results(10);
    let mut items = listing.clone().items();
    while let Some(parameter) = items.next().await.transpose()? {
        names.extend(parameter.name);
    }
    count("listed by path, 10 to a page", names.len(), 26)?;
    let mut first = listing.clone().items().limit(12);
    let mut seen = 0;
    while first.next().await.transpose()?.is_some() {
        seen += 1;
    }
    let token = first.resume_token().ok_or("no token to resume with")?;
    let mut rest = listing.items().starting_token(token);
    while rest.next().await.transpose()?.is_some() {
        seen += 1;
    }
    count("listed by path in two goes, 12 and the rest", seen, 26)?;
    let (mut pages, mut described) = (client.describe_parameters().max_results(10).pages(), Vec::new());
    while let Some(page) = pages.next().await.transpose()? {
        described.push(page.parameters_or_empty().len().to_string());
    }
    check("pages of descriptions", described.join(" "), "10 10 6")?;
    let mut history = client.get_parameter_history("/shop/p00").items();
    let mut versions = 0;
    while history.next().await.transpose()?.is_some() {
        versions += 1;
    }
    count("versions in the history", versions, 2)?;

    let tags = [Tag::new("team", "blue"), Tag::new("stage", "test")];
    client.add_tags_to_resource(ResourceTypeForTagging::Parameter, "/shop/p01", tags).await?;
    let tags = client.list_tags_for_resource(ResourceTypeForTagging::Parameter, "/shop/p01").await?;
    count("tags", tags.tag_list_or_empty().len(), 2)?;

    let several = client.get_parameters(["/shop/p01", "/shop/none"]).await?;
    check("invalid names told", several.invalid_parameters_or_empty().join(" "), "/shop/none")?;
    let error = client.get_parameter("/shop/none").await.err().ok_or("a parameter that is not there")?;
    let modelled = matches!(error.as_service_error(), Some(GetParameterError::ParameterNotFound(_)));
    println!("  error: {error}");
    check("the error is ParameterNotFound", modelled.to_string(), true)?;
    check("its status", error.status().unwrap_or_default().to_string(), 400)?;

    client.delete_parameter("/shop/secret").await?;
    let names: Vec<_> = names.into_iter().filter(|name| name != "/shop/secret").collect();
    for ten in names.chunks(10) {
        client.delete_parameters(ten.to_vec()).await?;
    }
    let left = client.describe_parameters().await?;
    count("left after deleting", left.parameters_or_empty().len(), 0)
}

async fn documents(client: &Client) -> Outcome {
    println!("documents");
    let content = r#"{"schemaVersion": "2.2", "description": "says hello", "parameters": {}, "mainSteps":
        [{"action": "aws:runShellScript", "name": "hello", "inputs": {"runCommand": ["echo hello"]}}]}"#;
    for number in 0..12 {
        let create = client.create_document(content, format!("hello-{number:02}"));
        let made = create.document_type(DocumentType::Command).document_format(DocumentFormat::Json).await?;
        if made.document_description.is_none() {
            return Err("no description of the new document".into());
        }
    }
    let described =
        client.describe_document("hello-03").await?.into_output().document.ok_or("no document")?;
    check("described", described.name.unwrap_or_default(), "hello-03")?;
    check("its hash", described.hash.unwrap_or_default().len().to_string(), 64)?;
    let read = client.get_document("hello-03").await?;
    check(
        "content read back",
        read.content.as_deref().unwrap_or_default().contains("echo hello").to_string(),
        true,
    )?;
    let mut documents = client.list_documents().max_results(5).items();
    let mut names = BTreeSet::new();
    while let Some(document) = documents.next().await.transpose()? {
        names.extend(document.name.filter(|name| name.starts_with("hello-")));
    }
    count("listed, 5 to a page", names.len(), 12)?;
    for name in names {
        client.delete_document(name).await?;
    }
    let error = client.describe_document("hello-03").await.err().ok_or("a document that is not there")?;
    check("error after deleting", error.code().unwrap_or_default().to_owned(), "InvalidDocument")
}

async fn windows(client: &Client) -> Outcome {
    println!("maintenance windows");
    let mut ids = Vec::new();
    for number in 0..3 {
        let create =
            client.create_maintenance_window(format!("night-{number}"), "cron(0 2 ? * SUN *)", 3, 1, true);
        let made = create.schedule_timezone("Europe/Berlin").client_token("token").await?;
        ids.push(made.into_output().window_id.ok_or("no id of the new window")?);
    }
    let id = ids.first().ok_or("no window")?;
    let window = client.get_maintenance_window(id).await?;
    check("read back", window.name.clone().unwrap_or_default(), "night-0")?;
    check("its duration", window.duration.unwrap_or_default().to_string(), 3)?;
    check("its time zone", window.schedule_timezone.clone().unwrap_or_default(), "Europe/Berlin")?;

    let kind = MaintenanceWindowResourceType::Instance;
    let targets = || [Target::new().key("InstanceIds").values(["i-0123456789abcdef0"])];
    let target = client.register_target_with_maintenance_window(id, kind, targets()).await?;
    let target = target.into_output().window_target_id.ok_or("no id of the new target")?;
    let mut listed = client.describe_maintenance_window_targets(id).items();
    let first = listed.next().await.transpose()?.ok_or("no target")?;
    check("target listed", first.window_target_id.unwrap_or_default(), &target)?;

    let kind = MaintenanceWindowTaskType::RunCommand;
    let task = client.register_task_with_maintenance_window(id, "AWS-RunShellScript", kind);
    let task = task.targets(targets()).priority(1).max_concurrency("1").max_errors("1").await?;
    let task = task.into_output().window_task_id.ok_or("no id of the new task")?;
    let page = client.describe_maintenance_window_tasks(id).await?;
    let first = page.tasks_or_empty().first().ok_or("no task")?;
    check("task listed", first.window_task_id.clone().unwrap_or_default(), &task)?;
    let instance = first.targets_or_empty().first().map(|target| target.values_or_empty().join(" "));
    check("its target", instance.unwrap_or_default(), "i-0123456789abcdef0")?;
    count("members that the model does not know", page.unknowns().len(), 0)?;

    client.deregister_task_from_maintenance_window(id, task).await?;
    client.deregister_target_from_maintenance_window(id, target).await?;
    Ok(())
}

/// Lists and deletes the windows without an async runtime.
fn listed_blocking() -> Outcome {
    println!("blocking");
    let client = blocking::Client::from_env()?;
    let mut ids = Vec::new();
    for window in client.describe_maintenance_windows().items() {
        ids.extend(window?.window_id);
    }
    count("windows listed", ids.len(), 3)?;
    for id in ids {
        client.delete_maintenance_window(id).send()?;
    }
    count("left after deleting", client.describe_maintenance_windows().items().count(), 0)
}
