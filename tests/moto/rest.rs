//! What `tests/moto_peer.py` runs for services that speak REST with JSON: members in paths, queries, headers and bodies,
//! payloads of bytes, listings whose tokens go into the query, waiters, and errors.

mod steps;

use std::collections::HashMap;
use std::error::Error;
use std::process::ExitCode;
use std::time::{Duration, SystemTime};

use steps::{Outcome, check, count, exit_code, there};

/// An archive without files.
const EMPTY_ARCHIVE: &[u8] = b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";

/// What has to be there before, and comes from services that are not spoken to here.
struct Given {
    role: String,
    subnet: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run().await)
}

async fn run() -> Outcome {
    let given = Given { role: std::env::var("PEER_ROLE")?, subnet: std::env::var("PEER_SUBNET")? };
    functions(&given).await?;
    clusters(&given).await?;
    gateways().await?;
    file_systems().await?;
    things().await?;
    jobs().await?;
    brokers(&given).await?;
    graphs().await?;
    traces().await?;
    detectors().await?;
    println!("all is well");
    Ok(())
}

async fn functions(given: &Given) -> Outcome {
    use lambda::operation::get_function::GetFunctionError;
    use lambda::types::{FunctionCode, LogType, Runtime};

    println!("lambda");
    let client = lambda::Client::from_env()?;
    let code = FunctionCode::new().zip_file(EMPTY_ARCHIVE);
    let create = client.create_function("greet", &given.role, code);
    let made = create.runtime(Runtime::Python3_12).handler("greet.handler").timeout(7).await?;
    check("time limit", made.timeout.unwrap_or_default().to_string(), 7)?;
    client.wait_until_function_active_v2("greet").delay(Duration::from_millis(10)).await?;
    client.wait_until_function_exists("greet").delay(Duration::from_millis(10)).await?;
    println!("  waited until it was active");

    let reply = client.invoke("greet").payload(r#"{"name": "Ada"}"#).log_type(LogType::Tail).await?;
    check("status of the invocation", reply.status_code.unwrap_or_default().to_string(), 200)?;
    let payload = there("payload", reply.payload.clone())?;
    println!("  payload: {} bytes", payload.len());

    let version = there("version", client.publish_version("greet").await?.version.clone())?;
    check("version", version.clone(), 1)?;
    let mut versions = client.list_versions_by_function("greet").items();
    let mut found = 0;
    while versions.next().await.transpose()?.is_some() {
        found += 1;
    }
    count("versions", found, 2)?;
    client.create_alias("greet", "live", version).await?;
    let alias = client.get_alias("greet", "live").await?;
    check("version of the alias", alias.function_version.clone().unwrap_or_default(), 1)?;

    let arn = there("ARN", made.function_arn.clone())?;
    client.tag_resource(&arn, [("team", "blue & green"), ("stage", "test")]).await?;
    client.untag_resource(&arn, ["stage"]).await?;
    let tags = client.list_tags(&arn).await?.into_output().tags.unwrap_or_default();
    check("tags behind an ARN in the path", format!("{tags:?}"), r#"{"team": "blue & green"}"#)?;

    let error = client.get_function("nobody").await.err().ok_or("a function that is not there")?;
    let modelled = matches!(error.as_service_error(), Some(GetFunctionError::ResourceNotFoundException(_)));
    println!("  error: {error}");
    check("the error is modelled", modelled.to_string(), true)?;
    client.delete_function("greet").await?;
    count("functions left", client.list_functions().await?.functions_or_empty().len(), 0)
}

async fn clusters(given: &Given) -> Outcome {
    use eks::types::VpcConfigRequest;

    println!("eks");
    let client = eks::Client::from_env()?;
    for number in 0..7 {
        let network = VpcConfigRequest::new().subnet_ids([&given.subnet]);
        client.create_cluster(format!("c{number}"), &given.role, network).await?;
    }
    client.wait_until_cluster_active("c3").delay(Duration::from_millis(10)).await?;
    let cluster = there("cluster", client.describe_cluster("c3").await?.into_output().cluster)?;
    check("status", cluster.status.map(|status| status.to_string()).unwrap_or_default(), "ACTIVE")?;
    if cluster.created_at.is_none() {
        return Err("no time of creation".into());
    }
    let (mut pages, mut sizes) = (client.list_clusters().max_results(3).pages(), Vec::new());
    while let Some(page) = pages.next().await.transpose()? {
        sizes.push(page.clusters_or_empty().len().to_string());
    }
    check("pages of clusters", sizes.join(" "), "3 3 1")?;
    client.create_nodegroup("c3", "workers", [&given.subnet], &given.role).await?;
    let mut groups = client.list_nodegroups("c3").items();
    check("node group", there("node group", groups.next().await.transpose()?)?, "workers")?;
    client.delete_nodegroup("c3", "workers").await?;
    client.wait_until_nodegroup_deleted("c3", "workers").delay(Duration::from_millis(10)).await?;
    client.delete_cluster("c3").await?;
    client.wait_until_cluster_deleted("c3").delay(Duration::from_millis(10)).await?;
    println!("  waited until it was gone");
    Ok(())
}

async fn gateways() -> Outcome {
    use apigateway::types::{Op, PatchOperation};

    println!("apigateway");
    let client = apigateway::Client::from_env()?;
    let made = client.create_rest_api("shop").description("sells things").await?;
    let id = there("id", made.id.clone())?;
    let patch = PatchOperation::new().op(Op::Replace).path("/name").value("new shop");
    let renamed = client.update_rest_api(&id).patch_operations([patch]).await?;
    check("name after a patch", renamed.name.clone().unwrap_or_default(), "new shop")?;
    let root = client.get_resources(&id).await?.into_output().items.unwrap_or_default();
    let root = there("root", root.into_iter().next().and_then(|resource| resource.id))?;
    let resource = client.create_resource(&id, root, "{proxy+}").await?;
    check("path", resource.path.clone().unwrap_or_default(), "/{proxy+}")?;
    let resource = there("resource", resource.id.clone())?;
    client.put_method(&id, &resource, "GET", "NONE").api_key_required(true).await?;
    let method = client.get_method(&id, &resource, "GET").await?;
    check("key required", method.api_key_required.unwrap_or_default().to_string(), true)?;
    for number in 0..3 {
        client.create_api_key().name(format!("key {number}")).enabled(true).await?;
    }
    let keys = client.get_api_keys().include_values(true).name_query("key").await?;
    count("keys", keys.items_or_empty().len(), 3)?;
    client.delete_rest_api(&id).await?;
    count("gateways left", client.get_rest_apis().await?.items_or_empty().len(), 0)
}

async fn file_systems() -> Outcome {
    use efs::types::{LifecyclePolicy, TransitionToIaRules};

    println!("efs");
    let client = efs::Client::from_env()?;
    for _ in 0..5 {
        client.create_file_system().encrypted(true).await?;
    }
    let (mut systems, mut ids) = (client.describe_file_systems().max_items(2).items(), Vec::new());
    while let Some(system) = systems.next().await.transpose()? {
        ids.push(system.file_system_id);
    }
    count("file systems, two to a page", ids.len(), 5)?;
    let first = ids.first().cloned().unwrap_or_default();
    let policy = LifecyclePolicy::new().transition_to_ia(TransitionToIaRules::After30Days);
    client.put_lifecycle_configuration(&first, [policy]).await?;
    let policies = client.describe_lifecycle_configuration(&first).await?;
    count("policies", policies.lifecycle_policies_or_empty().len(), 1)?;
    let point = there("access point", client.create_access_point(&first).await?.access_point_id.clone())?;
    let points = client.describe_access_points().file_system_id(&first).await?;
    count("access points", points.access_points_or_empty().len(), 1)?;
    client.delete_access_point(point).await?;
    for id in ids {
        client.delete_file_system(id).await?;
    }
    count("file systems left", client.describe_file_systems().await?.file_systems_or_empty().len(), 0)
}

async fn things() -> Outcome {
    use iot::types::AttributePayload;

    println!("iot");
    let client = iot::Client::from_env()?;
    for number in 0..7 {
        client.create_thing(format!("lamp:{number}")).await?;
    }
    let attributes = AttributePayload::new().attributes([("room", "kitchen")]).merge(true);
    client.update_thing("lamp:3").attribute_payload(attributes).await?;
    let thing = client.describe_thing("lamp:3").await?.into_output();
    check("attributes", format!("{:?}", thing.attributes.unwrap_or_default()), r#"{"room": "kitchen"}"#)?;
    let (mut things, mut found) = (client.list_things().max_results(3).items(), 0);
    while things.next().await.transpose()?.is_some() {
        found += 1;
    }
    count("things, three to a page", found, 7)?;
    client.create_thing_group("lamps").await?;
    client.add_thing_to_thing_group().thing_group_name("lamps").thing_name("lamp:3").await?;
    let mut members = client.list_things_in_thing_group("lamps").items();
    check("in the group", there("member", members.next().await.transpose()?)?, "lamp:3")?;
    let document = r#"{"Version": "2012-10-17", "Statement": []}"#;
    client.create_policy("open", document).await?;
    let policy = client.get_policy("open").await?;
    check("policy", policy.policy_document.clone().unwrap_or_default(), document)?;
    client.delete_policy("open").await?;
    let error = client.get_policy("open").await.err().ok_or("a policy that is not there")?;
    check("status of the error", error.status().unwrap_or_default().to_string(), 404)?;
    client.delete_thing("lamp:0").await?;
    Ok(())
}

async fn jobs() -> Outcome {
    use batch::types::{
        ContainerProperties, FairsharePolicy, JobDefinitionType, ResourceRequirement, ResourceType,
    };

    println!("batch");
    let client = batch::Client::from_env()?;
    let needed = [("1", ResourceType::Vcpu), ("128", ResourceType::Memory)];
    let needed = needed.map(|(value, kind)| ResourceRequirement::new(value, kind));
    let container = ContainerProperties::new().image("busybox").resource_requirements(needed);
    let register = client.register_job_definition("nothing", JobDefinitionType::Container);
    let made = register.container_properties(container).parameters([("a", "b")]).await?;
    check("revision", made.revision.to_string(), 1)?;
    let described = client.describe_job_definitions().job_definition_name("nothing").await?;
    let definitions = described.into_output().job_definitions.unwrap_or_default();
    let parameters: Vec<HashMap<_, _>> = definitions.into_iter().filter_map(|it| it.parameters).collect();
    check("parameters", format!("{parameters:?}"), r#"[{"a": "b"}]"#)?;
    let share = FairsharePolicy::new().share_decay_seconds(60);
    let policy = client.create_scheduling_policy("fair").fairshare_policy(share).await?;
    let arn = there("ARN", Some(policy.arn.clone()))?;
    count("policies", client.list_scheduling_policies().await?.scheduling_policies_or_empty().len(), 1)?;
    let described = client.describe_scheduling_policies([&arn]).await?.into_output();
    let policy = described.scheduling_policies.unwrap_or_default().into_iter().next();
    let share = there("policy", policy.and_then(|policy| policy.fairshare_policy))?;
    check("decay", share.share_decay_seconds.unwrap_or_default().to_string(), 60)?;
    client.delete_scheduling_policy(arn).await?;
    Ok(())
}

async fn brokers(given: &Given) -> Outcome {
    use kafka::types::BrokerNodeGroupInfo;

    println!("kafka");
    let client = kafka::Client::from_env()?;
    let nodes = BrokerNodeGroupInfo::new([&given.subnet], "kafka.m5.large");
    let made = client.create_cluster(nodes, "events", "3.5.1", 3).await?;
    let arn = there("ARN", made.cluster_arn.clone())?;
    let cluster = there("cluster", client.describe_cluster(&arn).await?.into_output().cluster_info)?;
    check("nodes", cluster.number_of_broker_nodes.unwrap_or_default().to_string(), 3)?;
    let mut clusters = client.list_clusters().cluster_name_filter("events").items();
    let listed = there("cluster", clusters.next().await.transpose()?)?;
    check("listed", listed.cluster_arn.unwrap_or_default(), &arn)?;
    client.delete_cluster(arn).await?;
    Ok(())
}

async fn graphs() -> Outcome {
    use appsync::types::AuthenticationType;

    println!("appsync");
    let client = appsync::Client::from_env()?;
    let made = client.create_graphql_api("shop", AuthenticationType::ApiKey).tags([("a", "b")]).await?;
    let id = there("id", made.into_output().graphql_api.and_then(|api| api.api_id))?;
    let api = there("API", client.get_graphql_api(&id).await?.into_output().graphql_api)?;
    check("name", api.name.unwrap_or_default(), "shop")?;
    let key = there("key", client.create_api_key(&id).description("one").await?.into_output().api_key)?;
    let keys = client.list_api_keys(&id).await?.into_output().api_keys.unwrap_or_default();
    check(
        "key",
        keys.first().and_then(|key| key.id.clone()).unwrap_or_default(),
        key.id.unwrap_or_default(),
    )?;
    client.delete_graphql_api(&id).await?;
    let mut apis = client.list_graphql_apis().items();
    check("APIs left", apis.next().await.is_some().to_string(), false)
}

async fn traces() -> Outcome {
    println!("xray");
    let client = xray::Client::from_env()?;
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH)?.as_secs();
    let id = format!("1-{now:08x}-{:024x}", 7);
    let segment = format!(
        r#"{{"name": "shop", "id": "70de5b6f19ff9a0a", "trace_id": "{id}", "start_time": {}, "end_time": {}}}"#,
        now - 10,
        now - 9,
    );
    let put = client.put_trace_segments([segment]).await?;
    count("segments refused", put.unprocessed_trace_segments_or_empty().len(), 0)?;
    // Moto's summaries are not asked for: they hold an object where the model has a list.
    count("traces", client.batch_get_traces([&id]).await?.traces_or_empty().len(), 1)
}

async fn detectors() -> Outcome {
    use guardduty::types::{Condition, FindingCriteria};

    println!("guardduty");
    let client = guardduty::Client::from_env()?;
    let id = there("id", client.create_detector(true).await?.detector_id.clone())?;
    let mut detectors = client.list_detectors().items();
    check("listed", there("detector", detectors.next().await.transpose()?)?, &id)?;
    let criteria =
        FindingCriteria::new().criterion([("severity", Condition::new().greater_than_or_equal(4))]);
    client.create_filter(&id, "bad", criteria).rank(1).await?;
    let filter = client.get_filter(&id, "bad").await?;
    check("rank", filter.rank.unwrap_or_default().to_string(), 1)?;
    let detector = client.get_detector(&id).await?;
    check("status", detector.status.to_string(), "ENABLED")?;
    client.delete_detector(&id).await?;
    count("detectors left", client.list_detectors().await?.detector_ids.len(), 0)
}
