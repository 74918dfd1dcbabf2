//! The replies that are read, as text: what a service would send.

use std::fmt::Write;

/// Statuses in turn, so that no peer profits from the same branch every time.
const STATUSES: [&str; 4] = ["SUCCESS", "FAILED", "TIMED_OUT", "SUCCESS"];

/// A page of tasks of a maintenance window, some 480 bytes each, with every member present and in the
/// model's order.
pub fn tasks(count: usize) -> String {
    let items: Vec<String> = (0..count).map(task).collect();
    format!(r#"{{"WindowExecutionTaskIdentities":[{}]}}"#, items.join(","))
}

fn task(index: usize) -> String {
    let status = STATUSES.iter().cycle().nth(index % STATUSES.len()).copied().unwrap_or_default();
    let start = format!("{}.{:03}", 1_767_225_600 + index * 97, (index * 37 + 122) % 999 + 1);
    let end = format!("{}.{:03}", 1_767_225_642 + index * 97, (index * 61 + 456) % 999 + 1);
    format!(
        concat!(
            r#"{{"WindowExecutionId":"14bea65d-5ccc-462d-a2f3-e99c8b7d6e5f","#,
            r#""TaskExecutionId":"{index:08x}-1c3f-4c2e-9d6b-6a1f0b2e7c55","#,
            r#""Status":"{status}","StatusDetails":"2 of 2 invocations came to an end","#,
            r#""StartTime":{start},"EndTime":{end},"#,
            r#""TaskArn":"AWS-RunPatchBaseline","TaskType":"RUN_COMMAND","#,
            r#""AlarmConfiguration":{{"IgnorePollAlarmFailure":false,"Alarms":[{{"Name":"fleet-{index}-cpu"}}]}},"#,
            r#""TriggeredAlarms":[{{"Name":"fleet-{index}-cpu","State":"ALARM"}}]}}"#,
        ),
        index = index,
        status = status,
        start = start,
        end = end,
    )
}

/// How many nodes lie between the root and the deepest one.
const LEVELS: usize = 60;

/// A tree of 60 levels: each node holds the next one as a member, in a list or in a map, in turn,
/// with a leaf beside it in the list and in the map.
pub fn deep() -> String {
    let mut node = leaf(LEVELS);
    for level in (0..LEVELS).rev() {
        let own = format!(r#""Label":"the node at level {level}","Weight":{level}"#);
        node = match level % 3 {
            0 => format!(r#"{{{own},"Child":{node}}}"#),
            1 => format!(r#"{{{own},"Children":[{},{node}]}}"#, leaf(level)),
            _ => format!(r#"{{{own},"Named":{{"leaf":{},"next":{node}}}}}"#, leaf(level)),
        };
    }
    format!(r#"{{"Root":{node}}}"#)
}

fn leaf(level: usize) -> String {
    format!(r#"{{"Label":"a leaf at level {level}","Weight":{}}}"#, level * 1001)
}

/// What the 150 members of the wide structure are about; see the model in `benches/models/shapes`.
const TOPICS: [&str; 25] = [
    "Archive",
    "Backup",
    "Bucket",
    "Cluster",
    "Container",
    "Database",
    "Device",
    "Disk",
    "Domain",
    "Gateway",
    "Image",
    "Instance",
    "Job",
    "Key",
    "Log",
    "Network",
    "Node",
    "Policy",
    "Queue",
    "Route",
    "Server",
    "Session",
    "Stream",
    "Table",
    "Volume",
];

/// A structure of 150 members: text, integers, floats, booleans and timestamps.
pub fn wide() -> String {
    let mut text = String::from("{");
    for (index, topic) in (0_u32..).zip(TOPICS) {
        let separator = if index == 0 { "" } else { "," };
        let (ratio, enabled) = (f64::from(index) + 0.37, index % 2 == 0);
        let bytes = u64::from(index) * 987_654_321_012;
        // Writing to a `String` does not fail.
        let _ = write!(
            text,
            concat!(
                r#"{separator}"{topic}Label":"the label of {topic}","{topic}Count":{index},"{topic}Bytes":{bytes},"#,
                r#""{topic}Ratio":{ratio},"{topic}Enabled":{enabled},"{topic}UpdatedAt":{time}.125"#,
            ),
            separator = separator,
            topic = topic,
            index = index,
            bytes = bytes,
            ratio = ratio,
            enabled = enabled,
            time = 1_767_225_600 + index,
        );
    }
    text.push('}');
    text
}
