//! What `tests/moto_peer.py` runs for services that take forms and answer in XML: lists and maps in forms, structures in
//! lists, listings in pages, waiters, and errors whose codes are not the names of shapes.

mod steps;

use std::process::ExitCode;
use std::time::Duration;

use steps::{Outcome, check, count, exit_code, there};

/// How long waiters wait between two looks: moto is there at once.
const SHORT: Duration = Duration::from_millis(10);

/// A role that anybody may take.
const TRUST: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"AWS": "*"}}]}"#;
/// A policy that forbids to look at one bucket.
const POLICY: &str = r#"{"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:ListBucket", "Resource": "arn:aws:s3:::shelf"}]}"#;
/// A stack of one topic.
const TEMPLATE: &str = r#"{
    "Parameters": {"TopicName": {"Type": "String"}},
    "Resources": {"Topic": {"Type": "AWS::SNS::Topic", "Properties": {"TopicName": {"Ref": "TopicName"}}}},
    "Outputs": {"Arn": {"Value": {"Ref": "Topic"}}}
}"#;

#[tokio::main]
async fn main() -> ExitCode {
    exit_code(run().await)
}

async fn run() -> Outcome {
    let role = people().await?;
    sessions(&role).await?;
    let subnets = machines().await?;
    topics().await?;
    stacks().await?;
    databases().await?;
    groups().await?;
    balancers(&subnets).await?;
    println!("all is well");
    Ok(())
}

/// Makes users, groups, keys and roles; gives the ARN of a role that stays.
async fn people() -> Outcome<String> {
    use iam::operation::get_user::GetUserError;

    println!("iam");
    let client = iam::Client::from_env()?;
    for number in 0..5 {
        client.create_user(format!("user{number}")).path("/team/").await?;
    }
    client.get_user().user_name("user3").wait_until_user_exists().delay(SHORT).await?;
    let user = client.get_user().user_name("user3").await?.into_output().user;
    check("path of the user", user.path, "/team/")?;
    let (mut found, mut listed) = (0, client.list_users().max_items(2).items());
    while listed.next().await.transpose()?.is_some() {
        found += 1;
    }
    count("users", found, 5)?;
    client.create_group("writers").await?;
    client.add_user_to_group("writers", "user3").await?;
    let mut groups = client.list_groups_for_user("user3").items();
    check("group", there("group", groups.next().await.transpose()?)?.group_name, "writers")?;
    client.remove_user_from_group("writers", "user3").await?;
    client.delete_group("writers").await?;
    let key = client.create_access_key().user_name("user3").await?.into_output().access_key;
    check("owner of the key", key.user_name.clone(), "user3")?;
    check("the secret is not shown", format!("{key:?}").contains(&key.secret_access_key).to_string(), false)?;
    let keys = client.list_access_keys().user_name("user3").await?.into_output().access_key_metadata;
    count("keys", keys.len(), 1)?;
    client.delete_access_key(&key.access_key_id).user_name("user3").await?;
    for number in 0..5 {
        client.delete_user(format!("user{number}")).await?;
    }
    let error = client.get_user().user_name("nobody").await.err().ok_or("a user that is not there")?;
    let modelled = matches!(error.as_service_error(), Some(GetUserError::NoSuchEntityException(_)));
    check("the code NoSuchEntity is modelled", modelled.to_string(), true)?;

    let made = client.create_role("peer-role", TRUST).description("a & b <c>").await?.into_output().role;
    client.wait_until_role_exists("peer-role").delay(SHORT).await?;
    let role = client.get_role("peer-role").await?.into_output().role;
    check("description", role.description.unwrap_or_default(), "a & b <c>")?;
    client.put_role_policy("peer-role", "nothing", POLICY).await?;
    let policy = client.get_role_policy("peer-role", "nothing").await?.into_output();
    check("name of the policy", policy.policy_name, "nothing")?;
    let policies = client.list_role_policies("peer-role").await?.into_output().policy_names;
    check("policies", policies.join(" "), "nothing")?;
    client.delete_role_policy("peer-role", "nothing").await?;
    client.create_role("other-role", TRUST).await?;
    client.delete_role("other-role").await?;
    let mut roles = client.list_roles().items();
    let mut found = 0;
    while let Some(role) = roles.next().await.transpose()? {
        found += usize::from(role.role_name == "other-role");
    }
    count("roles left of two", found, 0)?;
    Ok(made.arn)
}

async fn sessions(role: &str) -> Outcome {
    println!("sts");
    let client = sts::Client::from_env()?;
    let caller = client.get_caller_identity().await?.into_output();
    check("account", caller.account.unwrap_or_default(), "123456789012")?;
    let assumed = client.assume_role(role, "peer").duration_seconds(900).await?.into_output();
    let credentials = there("credentials", assumed.credentials)?;
    check("kind of key", credentials.access_key_id.get(..4).unwrap_or_default().to_owned(), "ASIA")?;
    let session = client.get_session_token().await?.into_output();
    check("a session has a token", session.credentials.is_some().to_string(), true)?;
    let federated = client.get_federation_token("Ada").await?.into_output();
    let user = there("user", federated.federated_user)?;
    check("federated", user.federated_user_id.ends_with(":Ada").to_string(), true)
}

/// Makes networks and machines; gives two subnets.
async fn machines() -> Outcome<[String; 2]> {
    use ec2::types::{Filter, InstanceType, IpPermission, IpRange, Tag};

    println!("ec2");
    let client = ec2::Client::from_env()?;
    let network = there("network", client.create_vpc().cidr_block("10.1.0.0/16").await?.into_output().vpc)?;
    let network = there("id", network.vpc_id)?;
    client.describe_vpcs().vpc_ids([&network]).wait_until_vpc_available().delay(SHORT).await?;
    let mut subnets = Vec::new();
    for (block, zone) in [("10.1.1.0/24", "eu-central-1a"), ("10.1.2.0/24", "eu-central-1b")] {
        let made = client.create_subnet(&network).cidr_block(block).availability_zone(zone).await?;
        subnets.push(there("id", there("subnet", made.into_output().subnet)?.subnet_id)?);
    }
    let filter = Filter::new().name("vpc-id").values([&network]);
    let (mut found, mut listed) = (0, client.describe_subnets().filters([filter.clone()]).items());
    while listed.next().await.transpose()?.is_some() {
        found += 1;
    }
    count("subnets behind a filter", found, 2)?;
    let group = client.create_security_group("for the web", "web").vpc_id(&network).await?.into_output();
    let group = there("id", group.group_id)?;
    let range = IpRange::new().cidr_ip("0.0.0.0/0").description("everybody");
    let permission = IpPermission::new().ip_protocol("tcp").from_port(443).to_port(443).ip_ranges([range]);
    client.authorize_security_group_ingress().group_id(&group).ip_permissions([permission]).await?;
    let groups = client.describe_security_groups().group_ids([&group]).await?.into_output();
    let rules = there("group", groups.security_groups_or_empty().first())?;
    let rule = there("rule", rules.ip_permissions_or_empty().first())?;
    check("port of a nested list", rule.from_port.unwrap_or_default().to_string(), 443)?;

    let run = client.run_instances(2, 2).image_id("ami-12c6146b").instance_type(InstanceType::T3Micro);
    let made = run.subnet_id(&subnets[0]).user_data("#!/bin/sh").await?.into_output();
    let ids: Vec<_> = made.instances_or_empty().iter().filter_map(|one| one.instance_id.clone()).collect();
    count("instances", ids.len(), 2)?;
    client.describe_instances().instance_ids(&ids).wait_until_instance_running().delay(SHORT).await?;
    client.create_tags(&ids, [Tag::new().key("Name").value("a=b & c")]).await?;
    let tags = client.describe_tags().await?.into_output();
    let named = tags.tags_or_empty().iter().filter(|tag| tag.value.as_deref() == Some("a=b & c")).count();
    count("tags", named, 2)?;
    client.stop_instances([&ids[0]]).await?;
    client.describe_instances().instance_ids([&ids[0]]).wait_until_instance_stopped().delay(SHORT).await?;
    client.terminate_instances(&ids).await?;
    client.describe_instances().instance_ids(&ids).wait_until_instance_terminated().delay(SHORT).await?;
    println!("  waited until they were gone");
    let volume = client.create_volume().availability_zone("eu-central-1a").size(8).await?.into_output();
    let volume = there("id", volume.volume_id)?;
    client.describe_volumes().volume_ids([&volume]).wait_until_volume_available().delay(SHORT).await?;
    let pair = client.create_key_pair("pair").await?.into_output();
    check("a key is there", pair.key_material.is_some().to_string(), true)?;
    let regions = client.describe_regions().await?.into_output();
    check("regions", (regions.regions_or_empty().len() > 10).to_string(), true)?;
    let error = client.describe_vpcs().vpc_ids(["vpc-0"]).await.err().ok_or("a network that is not there")?;
    check("code", error.code().unwrap_or_default().to_owned(), "InvalidVpcID.NotFound")?;
    let [first, second] = <[String; 2]>::try_from(subnets).map_err(|_| "two subnets")?;
    Ok([first, second])
}

async fn topics() -> Outcome {
    use sns::types::{PublishBatchRequestEntry, Tag};

    println!("sns");
    let client = sns::Client::from_env()?;
    let topic = client.create_topic("news").attributes([("DisplayName", "News & more")]).await?.into_output();
    let topic = there("ARN", topic.topic_arn)?;
    let attributes = client.get_topic_attributes(&topic).await?.into_output().attributes.unwrap_or_default();
    check("a map of attributes", attributes.get("DisplayName").cloned().unwrap_or_default(), "News & more")?;
    client.set_topic_attributes(&topic, "DisplayName").attribute_value("Other").await?;
    client.subscribe(&topic, "email").endpoint("ada@example.com").await?;
    let mut subscriptions = client.list_subscriptions_by_topic(&topic).items();
    let first = there("subscription", subscriptions.next().await.transpose()?)?;
    check("protocol", first.protocol.unwrap_or_default(), "email")?;
    let sent = client.publish("text").topic_arn(&topic).subject("Subject").await?.into_output();
    check("a message has an id", sent.message_id.is_some().to_string(), true)?;
    let entries = ["1", "2"].map(|id| PublishBatchRequestEntry::new(id, "text"));
    let sent = client.publish_batch(&topic, entries).await?.into_output();
    count("messages of a batch", sent.successful_or_empty().len(), 2)?;
    client.tag_resource(&topic, [Tag::new("team", "blue")]).await?;
    let tags = client.list_tags_for_resource(&topic).await?.into_output();
    check("tag", there("tag", tags.tags_or_empty().first())?.value.clone(), "blue")?;
    client.delete_topic(&topic).await?;
    let mut topics = client.list_topics().items();
    check("topics are gone", topics.next().await.transpose()?.is_none().to_string(), true)
}

async fn stacks() -> Outcome {
    use cloudformation::types::Parameter;

    println!("cloudformation");
    let client = cloudformation::Client::from_env()?;
    let parameter = Parameter::new().parameter_key("TopicName").parameter_value("of-a-stack");
    client.create_stack("one").template_body(TEMPLATE).parameters([parameter]).await?;
    client.describe_stacks().stack_name("one").wait_until_stack_create_complete().delay(SHORT).await?;
    let stacks = client.describe_stacks().stack_name("one").await?.into_output();
    let stack = there("stack", stacks.stacks_or_empty().first())?;
    let output = there("output", stack.outputs_or_empty().first())?;
    let arn = output.output_value.clone().unwrap_or_default();
    check("output", arn.ends_with(":of-a-stack").to_string(), true)?;
    let resources = client.describe_stack_resources().stack_name("one").await?.into_output();
    count("resources", resources.stack_resources_or_empty().len(), 1)?;
    let mut listed = client.list_stack_resources("one").items();
    let resource = there("resource", listed.next().await.transpose()?)?;
    check("resource", resource.logical_resource_id, "Topic")?;
    let template = client.get_template().stack_name("one").await?.into_output();
    let body = template.template_body.unwrap_or_default();
    check("template", body.contains("AWS::SNS::Topic").to_string(), true)?;
    client.delete_stack("one").await?;
    client.describe_stacks().stack_name("one").wait_until_stack_delete_complete().delay(SHORT).await?;
    println!("  waited until it was gone");
    check("a list of all", client.list_stacks().items().next().await.is_some().to_string(), true)
}

async fn databases() -> Outcome {
    use rds::operation::describe_db_instances::DescribeDbInstancesError;
    use rds::types::Tag;

    println!("rds");
    let client = rds::Client::from_env()?;
    let create = client.create_db_instance("books", "db.t3.micro", "postgres").allocated_storage(20);
    let made = create.master_username("ada").master_user_password("sesame-open").await?.into_output();
    let made = there("instance", made.db_instance)?;
    client
        .describe_db_instances()
        .db_instance_identifier("books")
        .wait_until_db_instance_available()
        .delay(SHORT)
        .await?;
    let arn = there("ARN", made.db_instance_arn)?;
    client.add_tags_to_resource(&arn, [Tag::new().key("team").value("blue")]).await?;
    let tags = client.list_tags_for_resource(&arn).await?.into_output();
    check("tag", there("tag", tags.tag_list_or_empty().first())?.value.clone().unwrap_or_default(), "blue")?;
    client.create_db_snapshot("books-1", "books").await?;
    client
        .describe_db_snapshots()
        .db_snapshot_identifier("books-1")
        .wait_until_db_snapshot_available()
        .delay(SHORT)
        .await?;
    let listed = client.describe_db_snapshots().db_instance_identifier("books").snapshot_type("manual");
    let mut snapshots = listed.items();
    let snapshot = there("snapshot", snapshots.next().await.transpose()?)?;
    check("snapshot", snapshot.db_snapshot_identifier.unwrap_or_default(), "books-1")?;
    client.delete_db_instance("books").skip_final_snapshot(true).await?;
    let error = client.describe_db_instances().db_instance_identifier("books").await;
    let error = error.err().ok_or("an instance that is gone")?;
    let modelled =
        matches!(error.as_service_error(), Some(DescribeDbInstancesError::DbInstanceNotFoundFault(_)));
    check("the code DBInstanceNotFound is modelled", modelled.to_string(), true)
}

async fn groups() -> Outcome {
    use autoscaling::types::Tag;

    println!("autoscaling");
    let client = autoscaling::Client::from_env()?;
    let create =
        client.create_launch_configuration("small").image_id("ami-12c6146b").instance_type("t3.micro");
    create.await?;
    let mut listed = client.describe_launch_configurations().items();
    let configuration = there("configuration", listed.next().await.transpose()?)?;
    check("configuration", configuration.launch_configuration_name, "small")?;
    let create = client.create_auto_scaling_group("web", 0, 3).launch_configuration_name("small");
    let tag = Tag::new("team").value("blue").propagate_at_launch(true);
    create.availability_zones(["eu-central-1a"]).tags([tag]).await?;
    client.set_desired_capacity("web", 2).await?;
    let groups = client.describe_auto_scaling_groups().auto_scaling_group_names(["web"]).await?.into_output();
    let group = there("group", groups.auto_scaling_groups.first())?;
    check("capacity", group.desired_capacity.to_string(), 2)?;
    client.delete_auto_scaling_group("web").force_delete(true).await?;
    let left = client.describe_auto_scaling_groups().await?.into_output();
    count("groups left", left.auto_scaling_groups.len(), 0)
}

async fn balancers(subnets: &[String; 2]) -> Outcome {
    use elbv2::types::{Action, ActionTypeEnum, ProtocolEnum};

    println!("elbv2");
    let client = elbv2::Client::from_env()?;
    let made = client.create_load_balancer("web").subnets(subnets).await?.into_output();
    let balancer = there("balancer", made.load_balancers_or_empty().first())?;
    let network = there("network", balancer.vpc_id.clone())?;
    let balancer = there("ARN", balancer.load_balancer_arn.clone())?;
    client
        .describe_load_balancers()
        .load_balancer_arns([&balancer])
        .wait_until_load_balancer_available()
        .delay(SHORT)
        .await?;
    let create = client.create_target_group("targets").protocol(ProtocolEnum::Http).port(80);
    let target = create.vpc_id(network).await?.into_output();
    let target = there("group", target.target_groups_or_empty().first())?.target_group_arn.clone();
    let target = there("ARN", target)?;
    let action = Action::new(ActionTypeEnum::Forward).target_group_arn(&target);
    let made = client.create_listener(&balancer, [action]).protocol(ProtocolEnum::Http).port(80).await?;
    let listener = there("listener", made.listeners_or_empty().first())?.listener_arn.clone();
    let mut listeners = client.describe_listeners().load_balancer_arn(&balancer).items();
    let found = there("listener", listeners.next().await.transpose()?)?;
    let action = there("action", found.default_actions_or_empty().first())?;
    check("where it forwards", action.target_group_arn.clone().unwrap_or_default(), &target)?;
    let groups = client.describe_target_groups().names(["targets"]).await?.into_output();
    count("target groups", groups.target_groups_or_empty().len(), 1)?;
    client.delete_listener(there("ARN", listener)?).await?;
    client.delete_load_balancer(&balancer).await?;
    let left = client.describe_load_balancers().await?.into_output();
    count("balancers left", left.load_balancers_or_empty().len(), 0)
}
