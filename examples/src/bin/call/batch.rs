//! Many calls: a line each.

use std::fs::File;
use std::io::{BufRead, BufReader, Write};

use serde_json::{Value, json};

use crate::caller::{Caller, Question};
use shapesmith_runtime::one_line;

use crate::Error;

/// Answers every line of a file, or of standard input for `-`.
pub(crate) async fn run(caller: &Caller, source: &str) -> Result<(), Error> {
    let lines: Box<dyn BufRead> = match source {
        "-" => Box::new(std::io::stdin().lock()),
        path => Box::new(BufReader::new(File::open(path).map_err(|error| format!("{path}: {error}"))?)),
    };
    let mut out = std::io::stdout().lock();
    for line in lines.lines() {
        let line = line.map_err(|error| format!("{source}: {error}"))?;
        let answer = match answer(caller, &line).await {
            Ok(answer) => answer,
            Err(error) => json!({ "error": one_line(&*error) }),
        };
        writeln!(out, "{answer}")?;
    }
    Ok(())
}

async fn answer(caller: &Caller, line: &str) -> Result<Value, Error> {
    let question = question(line)?;
    let answer = caller.answer(&question).await?;
    Ok(if question.dry_run { json!({ "request": answer }) } else { json!({ "output": answer }) })
}

fn question(line: &str) -> Result<Question, Error> {
    const KEYS: [&str; 6] = ["operation", "input", "all_pages", "max_items", "starting_token", "dry_run"];
    let line: Value = serde_json::from_str(line).map_err(|error| format!("the line is not JSON: {error}"))?;
    let entries = line.as_object().ok_or("the line is not an object")?;
    if let Some(key) = entries.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(format!("the line has the key \"{key}\"; known: {}", KEYS.join(", ")).into());
    }
    let wrong = |key: &str, expected: &str| format!("{key} is not {expected}");
    let flag = |key: &str| match entries.get(key) {
        None => Ok(false),
        Some(value) => value.as_bool().ok_or_else(|| wrong(key, "a boolean")),
    };
    let text = |key: &str| match entries.get(key) {
        None => Ok(None),
        Some(value) => value.as_str().map(|text| Some(text.to_owned())).ok_or_else(|| wrong(key, "a string")),
    };
    let max_items = match entries.get("max_items") {
        None => None,
        Some(value) => {
            let number = value.as_u64().and_then(|number| usize::try_from(number).ok());
            Some(number.ok_or_else(|| wrong("max_items", "a number of items"))?)
        }
    };
    Ok(Question {
        operation: text("operation")?.ok_or("the line has no operation")?,
        input: entries.get("input").map_or_else(|| "{}".to_owned(), Value::to_string),
        all_pages: flag("all_pages")?,
        max_items,
        starting_token: text("starting_token")?,
        dry_run: flag("dry_run")?,
        body: None,
        output: None,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::question;

    #[test]
    fn a_line_says_what_to_call_and_how() {
        let asked = question(r#"{"operation": "Get", "input": {"Name": "x"}, "max_items": 3}"#).unwrap();
        assert_eq!((asked.operation.as_str(), asked.input.as_str()), ("Get", r#"{"Name":"x"}"#));
        assert_eq!((asked.max_items, asked.all_pages, asked.dry_run), (Some(3), false, false));
    }

    #[test]
    fn a_line_that_makes_no_sense_is_told_why() {
        let reason = |line: &str| question(line).err().unwrap().to_string();
        assert_eq!(reason("[]"), "the line is not an object");
        assert_eq!(reason("{}"), "the line has no operation");
        assert_eq!(reason(r#"{"operation": "Get", "max_items": -1}"#), "max_items is not a number of items");
        assert!(
            reason(r#"{"operation": "Get", "dryrun": true}"#)
                .contains("the key \"dryrun\"; known: operation")
        );
        assert!(reason("{").starts_with("the line is not JSON"));
    }
}
