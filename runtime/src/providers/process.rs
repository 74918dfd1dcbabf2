//! Credential processes: the command line of a profile, and how it is run.
//!
//! Source: [process credentials](https://docs.aws.amazon.com/sdkref/latest/guide/feature-process-credentials.html).
//! As in AWS's command line, no shell is involved: what the file says is what the program gets.

use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use zeroize::Zeroizing;

use super::document::Document;
use crate::auth::Credentials;
use crate::error::CredentialsError;
use crate::http::drivers;

/// How long a credential process may take: people type passwords into some.
const LIMIT: Duration = Duration::from_secs(60);

/// How much of what a failed process says is told.
const LONGEST: usize = 400;

/// Runs the credential process of a profile.
///
/// # Errors
///
/// Why it could not be run, failed, took too long, or gave what is not understood. What it wrote to its output is not
/// repeated, since that is secret; what it wrote to its error output is.
pub(super) async fn provide(line: &str) -> Result<Credentials, CredentialsError> {
    let refused =
        |reason: &str| CredentialsError::new(format!("the credential process cannot be run: {reason}"));
    if let Some(fault) = drivers::io_fault() {
        return Err(refused(fault));
    }
    let mut command = command(line).map_err(refused)?;
    let output = match tokio::time::timeout(LIMIT, command.output()).await {
        Ok(Ok(output)) => output,
        Ok(Err(error)) => {
            return Err(CredentialsError::new("the credential process cannot be started").with_source(error));
        }
        Err(_) => {
            return Err(CredentialsError::new(format!(
                "the credential process did not end within {LIMIT:?}"
            )));
        }
    };
    let said = Zeroizing::new(output.stdout);
    if !output.status.success() {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let complaint: String = complaint.trim().chars().take(LONGEST).collect();
        let how = match output.status.code() {
            Some(code) => format!("status {code}"),
            None => output.status.to_string(),
        };
        let gap = if complaint.is_empty() { "" } else { ": " };
        return Err(CredentialsError::new(format!("credential process failed with {how}{gap}{complaint}")));
    }
    let document = Document::read(&said).and_then(|document| match document.version {
        Some(1) => document.credentials(),
        Some(version) => Err(format!("its Version is {version}, and only 1 is known")),
        None => Err("Version is missing, which is to be 1".to_owned()),
    });
    document.map_err(|reason| {
        CredentialsError::new(format!("what the credential process wrote cannot be used: {reason}"))
    })
}

/// The command of a line, to be run with its output at hand.
///
/// # Errors
///
/// What is wrong with the line, in words.
fn command(line: &str) -> Result<Command, &'static str> {
    let mut command = parsed(line)?;
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true);
    Ok(command)
}

#[cfg(not(windows))]
fn parsed(line: &str) -> Result<Command, &'static str> {
    let mut words = words(line)?.into_iter();
    let mut command = Command::new(words.next().ok_or("it is empty")?);
    command.args(words);
    Ok(command)
}

/// Programs take a line apart by themselves on Windows, so all but the program's name is passed on as it is.
#[cfg(windows)]
fn parsed(line: &str) -> Result<Command, &'static str> {
    let line = line.trim();
    let (program, arguments) = match line.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').ok_or("a quotation mark has no partner")?,
        None => line.split_once(char::is_whitespace).unwrap_or((line, "")),
    };
    if program.is_empty() {
        return Err("it is empty");
    }
    let mut command = Command::new(program);
    command.raw_arg(arguments.trim());
    Ok(command)
}

/// The words of a line as POSIX shells part them, of whose syntax only quotation marks and backslashes count.
#[cfg_attr(windows, allow(dead_code))]
fn words(line: &str) -> Result<Vec<String>, &'static str> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = line.chars();
    while let Some(character) = rest.next() {
        match character {
            '\'' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next() {
                        Some('\'') => break,
                        Some(character) => word.push(character),
                        None => return Err("a quotation mark has no partner"),
                    }
                }
            }
            '"' => {
                let word = word.get_or_insert_default();
                loop {
                    match rest.next() {
                        Some('"') => break,
                        Some('\\') => match rest.next() {
                            Some(character @ ('"' | '\\')) => word.push(character),
                            Some(character) => word.extend(['\\', character]),
                            None => return Err("a quotation mark has no partner"),
                        },
                        Some(character) => word.push(character),
                        None => return Err("a quotation mark has no partner"),
                    }
                }
            }
            '\\' => word.get_or_insert_default().push(rest.next().ok_or("it ends in a backslash")?),
            character if character.is_whitespace() => words.extend(word.take()),
            character => word.get_or_insert_default().push(character),
        }
    }
    words.extend(word);
    Ok(words)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn words_are_what_the_file_says() {
        let line = r#"/opt/a\ b --x "two  words" 'it''s $HOME; rm' "a\"b" "\n" '' c"#;
        let line = line.replace("\\\\", "\\");
        assert_eq!(
            words(&line).as_deref(),
            Ok(["/opt/a b", "--x", "two  words", "its $HOME; rm", "a\"b", "\\n", "", "c"]
                .map(String::from)
                .as_slice())
        );
        assert!(words("a 'b").is_err() && words("a \"b").is_err() && words("a \\").is_err());
        assert_eq!(words("  ").as_deref(), Ok([].as_slice()));
    }
}
