//! The manifest's keys for editors, as a JSON schema, and for people, as a page of Markdown; both from the table of
//! keys.

use serde_json::{Map, Value, json};

use super::keys::{Key, Kind, MANIFEST, Table};

/// The schema's file, beside the manifest. Editors find it by the manifest's first line.
pub(crate) const FILE: &str = "manifest.schema.json";

/// The line that a manifest begins with so that editors find the schema.
pub(crate) const DIRECTIVE: &str = "#:schema manifest.schema.json";

/// Names of services that are package names, as [`super::is_package_name`] has them.
const NAME: &str = "^[a-z][a-z0-9_-]*$";

/// The schema, as text. It keeps to draft 4, which is what servers of TOML for editors take.
pub(crate) fn schema() -> String {
    let mut schema = table(&MANIFEST);
    if let Value::Object(schema) = &mut schema {
        schema.insert("$schema".to_owned(), json!("http://json-schema.org/draft-04/schema#"));
        schema.insert("title".to_owned(), json!("Shapesmith's manifest"));
    }
    // Keys of an object come out sorted, so the text is always the same.
    format!("{schema:#}\n")
}

fn table(table: &Table) -> Value {
    let properties: Map<String, Value> =
        table.keys.iter().map(|key| (key.name.to_owned(), property(key))).collect();
    let required: Vec<&str> = table.keys.iter().filter(|key| key.required).map(|key| key.name).collect();
    let mut schema = json!({"type": "object", "properties": properties, "additionalProperties": false});
    if let (Value::Object(schema), false) = (&mut schema, required.is_empty()) {
        schema.insert("required".to_owned(), json!(required));
    }
    schema
}

fn property(key: &Key) -> Value {
    let mut schema = match key.kind {
        Kind::Text => json!({"type": "string"}),
        Kind::Switch => json!({"type": "boolean"}),
        Kind::Texts => json!({"type": "array", "items": {"type": "string"}, "minItems": 1}),
        Kind::Table(keys) => table(keys),
        Kind::Tables(keys) => json!({
            "type": "object",
            "patternProperties": {NAME: table(keys)},
            "additionalProperties": false,
        }),
    };
    if let Value::Object(schema) = &mut schema {
        schema.insert("description".to_owned(), json!(key.words));
    }
    schema
}

/// The keys as a page's tables, one for each table of the manifest.
pub(crate) fn reference() -> String {
    let mut text = String::new();
    describe(&MANIFEST, "", &mut text);
    text.trim_start().to_owned()
}

fn describe(table: &Table, path: &str, text: &mut String) {
    let plain: Vec<&Key> =
        table.keys.iter().filter(|key| !matches!(key.kind, Kind::Table(_) | Kind::Tables(_))).collect();
    if !plain.is_empty() {
        if !path.is_empty() {
            text.push_str(&format!("\n### `[{path}]`\n"));
        }
        text.push_str("\n| key | what it says | example |\n|---|---|---|\n");
        for key in plain {
            let needed = if key.required { "**Needed.** " } else { "" };
            text.push_str(&format!(
                "| `{}` | {needed}{} | `{} = {}` |\n",
                key.name, key.words, key.name, key.example
            ));
        }
    }
    for key in table.keys {
        let path = if path.is_empty() { key.name.to_owned() } else { format!("{path}.{}", key.name) };
        match key.kind {
            Kind::Table(inner) => describe(inner, &path, text),
            Kind::Tables(inner) => describe(inner, &format!("{path}.SERVICE"), text),
            Kind::Text | Kind::Switch | Kind::Texts => {}
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic)]

    use serde_json::Value;

    use super::super::keys::{Kind, MANIFEST, Table};
    use super::super::parse;
    use super::schema;

    /// A manifest with every key of the table, with its example.
    fn whole(table: &Table, path: &str, text: &mut String) {
        for key in table.keys.iter().filter(|key| !key.example.is_empty()) {
            text.push_str(&format!("{} = {}\n", key.name, key.example));
        }
        for key in table.keys {
            let (inner, path) = match key.kind {
                Kind::Table(inner) => (inner, format!("{path}{}", key.name)),
                Kind::Tables(inner) => (inner, format!("{path}{}.ssm", key.name)),
                Kind::Text | Kind::Switch | Kind::Texts => continue,
            };
            text.push_str(&format!("[{path}]\n"));
            whole(inner, &format!("{path}."), text);
        }
    }

    #[test]
    fn the_parser_takes_every_key_of_the_table_and_the_schema_describes_it() {
        let mut text = String::new();
        whole(&MANIFEST, "", &mut text);
        let manifest = parse(text, "manifest.toml").unwrap();
        assert_eq!(manifest.services["ssm"].cargo.name, "acme-ssm");
        let schema: Value = serde_json::from_str(&schema()).unwrap();
        let service = &schema["properties"]["services"]["patternProperties"]["^[a-z][a-z0-9_-]*$"];
        assert_eq!(service["required"], serde_json::json!(["model", "operations"]));
        assert_eq!(service["properties"]["cargo"]["properties"]["version"]["type"], "string");
        assert_eq!(service["additionalProperties"], false);
    }
}
