//! Runs other programs, and measures what they take.

use std::ffi::OsStr;
use std::fs::File;
use std::io::{Read, Seek};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use wait4::Wait4;

use crate::error::Error;

/// How many of the last lines of a failed program are told.
const LINES: usize = 20;

/// What a program took, together with all programs that it started and waited for.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    /// Wall clock time.
    pub(crate) wall: Duration,
    /// User and system time of all its processes.
    pub(crate) cpu: Duration,
    /// The peak resident set of the largest of its processes, in bytes.
    pub(crate) memory: u64,
}

/// A program that starts in a folder.
pub(crate) fn program(program: impl AsRef<OsStr>, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command.current_dir(folder);
    command
}

/// Cargo, in a folder, without what the surrounding cargo or shell would have it do differently.
pub(crate) fn cargo(folder: &Path) -> Command {
    let mut command = program("cargo", folder);
    for (name, _) in std::env::vars_os() {
        let is_ours = name.to_str().is_some_and(|name| {
            name.starts_with("CARGO_PROFILE_")
                || name.starts_with("CARGO_BUILD_")
                || ["CARGO_INCREMENTAL", "RUSTFLAGS", "CARGO_ENCODED_RUSTFLAGS"].contains(&name)
        });
        if is_ours {
            command.env_remove(name);
        }
    }
    command
}

/// Runs a program and gives its standard output.
pub(crate) fn output(command: &mut Command) -> Result<String, Error> {
    run(command).map(|(_, output)| output)
}

/// Runs a program and gives what it took.
pub(crate) fn cost(command: &mut Command) -> Result<Cost, Error> {
    run(command).map(|(cost, _)| cost)
}

/// Runs a program; a failure is told with the command line and the end of what the program said.
///
/// Its output goes to files: a pipe that nobody empties would stop it.
fn run(command: &mut Command) -> Result<(Cost, String), Error> {
    let line = line(command);
    let failed = |doing: &str, error: std::io::Error| Error::new(&line, format!("cannot {doing}: {error}"));
    let (mut out, mut err) = (scratch()?, scratch()?);
    let copy =
        |file: &File| file.try_clone().map(Stdio::from).map_err(|error| failed("keep its output", error));
    command.stdin(Stdio::null()).stdout(copy(&out)?).stderr(copy(&err)?);
    let started = Instant::now();
    let child = command.spawn().map_err(|error| failed("start it", error))?;
    let used = child.wait4().map_err(|error| failed("wait for it", error))?;
    let wall = started.elapsed();
    let (out, err) = (text(&mut out)?, text(&mut err)?);
    if !used.status.success() {
        let said = last_lines(if err.trim().is_empty() { &out } else { &err });
        return Err(Error::new(line, format!("failed ({})\n{said}", used.status)));
    }
    let cost = Cost { wall, cpu: used.rusage.utime + used.rusage.stime, memory: used.rusage.maxrss };
    Ok((cost, out))
}

/// A file without a name that lasts until it is closed.
fn scratch() -> Result<File, Error> {
    tempfile::tempfile().map_err(|error| Error::io(&std::env::temp_dir(), "make a temporary file", &error))
}

/// What was written to a file.
fn text(file: &mut File) -> Result<String, Error> {
    let mut bytes = Vec::new();
    file.rewind()
        .and_then(|()| file.read_to_end(&mut bytes))
        .map_err(|error| Error::io(&std::env::temp_dir(), "read a temporary file", &error))?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The command line as a person would write it, as far as that is possible.
fn line(command: &Command) -> String {
    let changes = command.get_envs().filter_map(|(name, value)| Some((name, value?)));
    let changes = changes.map(|(name, value)| format!("{}={} ", name.display(), value.display()));
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<String> = words.map(|word| word.display().to_string()).collect();
    format!("{}{}", changes.collect::<String>(), words.join(" "))
}

/// The end of a text.
fn last_lines(text: &str) -> String {
    let lines: Vec<&str> = text.trim_end().lines().collect();
    let start = lines.len().saturating_sub(LINES);
    lines.iter().skip(start).map(|line| format!("    {line}")).collect::<Vec<String>>().join("\n")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use std::path::Path;

    use super::{cargo, cost, last_lines, output, program};

    #[test]
    fn a_failure_is_told_with_the_command_and_its_last_words() {
        let error = output(
            program("sh", Path::new("/")).env("GREETING", "hello").args(["-c", "echo $GREETING >&2; exit 3"]),
        );
        let message = error.unwrap_err().to_string();
        assert!(message.starts_with("GREETING=hello sh -c echo"), "{message}");
        assert!(message.ends_with("exit status: 3)\n    hello"), "{message}");
    }

    #[test]
    fn a_program_that_is_not_there_is_told() {
        let message = cost(&mut program("no-such-program", Path::new("/"))).unwrap_err().to_string();
        assert!(message.starts_with("no-such-program: cannot start it"), "{message}");
    }

    #[test]
    fn a_program_has_a_cost() {
        let cost = cost(cargo(Path::new("/")).arg("--version")).unwrap();
        assert!(cost.memory > 0);
        assert!(!cost.wall.is_zero());
    }

    #[test]
    fn only_the_end_of_a_long_text_is_told() {
        let text: String = (0..100).map(|line| format!("{line}\n")).collect();
        assert_eq!(last_lines(&text).lines().count(), 20);
        assert!(last_lines(&text).ends_with("    99"));
    }
}
