//! Partitions: `partitions.json` with its regular expressions turned into plain prefixes.

use crate::Error;
use crate::front::node::Node;
use crate::ir::endpoint::Partition;

/// The version of the file that is understood here.
const VERSIONS: [&str; 2] = ["1.0", "1.1"];
/// The partition that unknown regions fall to.
const DEFAULT: &str = "aws";
/// How the patterns of regions end: a word and a number, with a hyphen before each.
const TAIL: &str = r"-\w+-\d+$";

/// Reads and checks `partitions.json`: the default partition first, the others by name.
pub(super) fn read(root: &Node<'_>) -> Result<Vec<Partition>, Error> {
    let version = root.required("version")?;
    let text = version.text()?;
    if !VERSIONS.contains(&text.as_str()) {
        let known = VERSIONS.join(" and ");
        return Err(
            version.error(format!("version \"{text}\" of the partitions is not supported, only {known}"))
        );
    }
    let list = root.required("partitions")?;
    let mut partitions = list.items_as(partition)?;
    partitions
        .sort_by(|one, other| (one.name != DEFAULT, &one.name).cmp(&(other.name != DEFAULT, &other.name)));
    if partitions.first().is_none_or(|first| first.name != DEFAULT) {
        return Err(list.error(format!("there is no partition \"{DEFAULT}\", which unknown regions fall to")));
    }
    Ok(partitions)
}

fn partition(node: &Node<'_>) -> Result<Partition, Error> {
    let outputs = node.required("outputs")?;
    let text = |key| outputs.required(key)?.text();
    let boolean = |key| outputs.required(key)?.boolean();
    let mut regions: Vec<_> =
        node.required("regions")?.entries()?.iter().map(|(name, _)| (*name).to_owned()).collect();
    regions.sort_unstable();
    Ok(Partition {
        name: node.required("id")?.text()?,
        dns_suffix: text("dnsSuffix")?,
        dual_stack_dns_suffix: text("dualStackDnsSuffix")?,
        // Files from before 2024 do not have it, and no rule of their time asks for it.
        implicit_global_region: outputs.optional_text("implicitGlobalRegion")?.unwrap_or_default(),
        supports_fips: boolean("supportsFIPS")?,
        supports_dual_stack: boolean("supportsDualStack")?,
        region_prefixes: prefixes(&node.required("regionRegex")?)?,
        regions,
    })
}

/// The prefixes that a regular expression such as `^(us|eu)\-\w+\-\d+$` allows.
fn prefixes(node: &Node<'_>) -> Result<Vec<String>, Error> {
    let pattern = node.text()?;
    // A hyphen outside of brackets is the same with a backslash and without; files have had both.
    let plain = pattern.replace(r"\-", "-");
    let refuse = || {
        node.error(format!("the pattern `{pattern}` is not one of prefixes before `{TAIL}`"))
            .with_help(Some("teach `region_prefixes` of the runtime's partitions the new form".to_owned()))
    };
    let head = plain.strip_prefix('^').and_then(|rest| rest.strip_suffix(TAIL)).ok_or_else(refuse)?;
    let mut prefixes = vec![String::new()];
    let mut rest = head;
    while !rest.is_empty() {
        let alternatives: Vec<&str>;
        if let Some((group, after)) = rest.strip_prefix('(').and_then(|rest| rest.split_once(')')) {
            (alternatives, rest) = (group.split('|').collect(), after);
        } else {
            let end = rest.find(['\\', '(']).unwrap_or(rest.len());
            let (literal, after) = rest.split_at(end);
            (alternatives, rest) = (vec![literal], after);
        }
        let is_plain = |text: &str| {
            !text.is_empty() && text.chars().all(|char| char.is_ascii_alphanumeric() || char == '-')
        };
        if !alternatives.iter().all(|text| is_plain(text)) {
            return Err(refuse());
        }
        prefixes = prefixes
            .iter()
            .flat_map(|prefix| alternatives.iter().map(move |alternative| format!("{prefix}{alternative}")))
            .collect();
    }
    if head.is_empty() { Err(refuse()) } else { Ok(prefixes) }
}
