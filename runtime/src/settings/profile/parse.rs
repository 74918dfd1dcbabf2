//! From the text of a shared file to its sections.

use super::{FileKind, Files, Section};

/// Settings whose values are never quoted, and wrong with quotation marks in them.
const UNQUOTED: [&str; 5] =
    ["aws_access_key_id", "aws_secret_access_key", "aws_session_token", "aws_security_token", "role_arn"];

/// Reads a file's sections. What is not understood is noted in the section that it stands in, or with the file where
/// it stands in none, and told in the log.
pub(super) fn parse(text: &str, path: &str, kind: FileKind) -> Files {
    let mut parser =
        Parser { path, kind, place: Place::Before, last: None, plain: None, files: Files::default() };
    if text.contains('\0') {
        parser.tell(format!("{path}: it holds zero bytes, so it is no text file"));
        return parser.files;
    }
    for (index, line) in super::encoding::lines(text).enumerate() {
        let trimmed = line.trim();
        if trimmed.is_empty() || trimmed.starts_with(['#', ';']) {
            continue;
        }
        let depth = line.chars().take_while(|character| character.is_whitespace()).count();
        parser.line(index + 1, depth, trimmed);
    }
    // Named either way, the default profile of the config file is one of the two.
    if let Some(plain) = parser.plain.take() {
        parser.files.profiles.entry("default".to_owned()).or_insert(plain);
    }
    parser.files
}

struct Parser<'a> {
    path: &'a str,
    kind: FileKind,
    place: Place,
    /// The setting that deeper lines belong to.
    last: Option<Last>,
    /// What `[default]` in the config file holds, which counts unless there is a `[profile default]`.
    plain: Option<Section>,
    files: Files,
}

struct Last {
    name: String,
    depth: usize,
    /// Nothing stands behind its name, so that a block of settings follows.
    is_block: bool,
}

enum Place {
    /// Before any section.
    Before,
    Profile(String),
    /// `[default]` in the config file.
    PlainDefault,
    SsoSession(String),
    Services(String),
    Ignored,
}

impl Parser<'_> {
    fn line(&mut self, number: usize, depth: usize, line: &str) {
        if line.starts_with('[') {
            self.last = None;
            self.place = self.header(number, line);
            return;
        }
        if matches!(self.place, Place::Ignored) {
            return;
        }
        if matches!(self.place, Place::Before) {
            self.fault(number, "a setting before the first section, such as [default]");
            self.place = Place::Ignored;
            return;
        }
        match self.last.take() {
            Some(last) if depth > last.depth => {
                self.deeper(number, &last, line);
                self.last = Some(last);
            }
            _ => self.last = self.setting(number, depth, line),
        }
    }

    fn header(&mut self, number: usize, line: &str) -> Place {
        let Some((name, _)) = line.trim_start_matches('[').split_once(']') else {
            self.fault_of_file(number, "a section without its closing \"]\"");
            return Place::Ignored;
        };
        let name = name.trim();
        if name.contains(char::REPLACEMENT_CHARACTER) {
            self.fault_of_file(number, "the name of a section holds bytes that are no UTF-8");
            return Place::Ignored;
        }
        let (kind, rest) = name.split_once(char::is_whitespace).unwrap_or((name, ""));
        let quoted = |name: &str| name.trim().trim_matches(['"', '\'']).to_owned();
        match (self.kind, kind, quoted(rest)) {
            (_, "", _) => {}
            (_, "profile", name) if !name.is_empty() => return Place::Profile(name),
            (FileKind::Credentials, ..) => return Place::Profile(quoted(name)),
            (FileKind::Config, "default", rest) if rest.is_empty() => return Place::PlainDefault,
            (FileKind::Config, "sso-session", name) if !name.is_empty() => return Place::SsoSession(name),
            (FileKind::Config, "services", name) if !name.is_empty() => return Place::Services(name),
            (FileKind::Config, "profile" | "sso-session" | "services", _) => {}
            (FileKind::Config, kind, rest) => {
                let small = kind.to_ascii_lowercase();
                if matches!(small.as_str(), "profile" | "default" | "sso-session" | "services") {
                    let rest = if rest.is_empty() { "" } else { " …" };
                    self.fault_of_file(
                        number,
                        &format!(
                            "[{kind}{rest}] is no section that is known; names are written in small letters"
                        ),
                    );
                } else {
                    // Tools keep settings of their own in such sections.
                    self.files.unknown.push((name.to_owned(), format!("{}:{number}", self.path)));
                }
                return Place::Ignored;
            }
        }
        self.fault_of_file(number, "a section without a name");
        Place::Ignored
    }

    /// A setting of the section. Gives it for the deeper lines that may follow.
    fn setting(&mut self, number: usize, depth: usize, line: &str) -> Option<Last> {
        let Some((name, value)) = parts(line) else {
            self.fault(number, "neither a section nor \"name = value\"");
            return None;
        };
        let last = Last { is_block: value.is_empty(), depth, name };
        self.set(number, last.name.clone(), value);
        Some(last)
    }

    /// A line that belongs to the setting before it: a setting of its block, or more of its value.
    fn deeper(&mut self, number: usize, last: &Last, line: &str) {
        if last.is_block {
            match parts(line) {
                Some((name, value)) => self.set(number, format!("{}.{name}", last.name), value),
                None => self.fault(number, "neither a section nor \"name = value\""),
            }
            return;
        }
        let is_setting = |name: &str| {
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') && name.contains('_')
                || matches!(name, "region" | "output" | "services")
        };
        if last.name != "credential_process" && parts(line).is_some_and(|(name, _)| is_setting(&name)) {
            let name = &last.name;
            self.fault(
                number,
                &format!(
                    "it is indented and so continues the value of {name}, as AWS's tools read it; remove the blanks \
                     before it"
                ),
            );
        }
        if let Some(value) = self.section().and_then(|section| section.settings.get_mut(&last.name)) {
            value.push('\n');
            value.push_str(line);
        }
    }

    fn set(&mut self, number: usize, name: String, value: &str) {
        if name.contains(char::REPLACEMENT_CHARACTER) {
            self.fault(number, "the name of a setting holds bytes that are no UTF-8");
            return;
        }
        if value.contains(char::REPLACEMENT_CHARACTER) {
            self.fault(number, &format!("the value of {name} holds bytes that are no UTF-8"));
            return;
        }
        let is_quoted = ['"', '\'']
            .iter()
            .any(|mark| value.len() > 1 && value.starts_with(*mark) && value.ends_with(*mark));
        if is_quoted && UNQUOTED.contains(&name.as_str()) {
            self.fault(number, &format!("the quotation marks are part of the value of {name}; remove them"));
        }
        if let Some(section) = self.section() {
            section.settings.insert(name, value.to_owned());
        }
    }

    fn section(&mut self) -> Option<&mut Section> {
        let (sections, name) = match &self.place {
            Place::Profile(name) => (&mut self.files.profiles, name),
            Place::PlainDefault => return Some(self.plain.get_or_insert_default()),
            Place::SsoSession(name) => (&mut self.files.sso_sessions, name),
            Place::Services(name) => (&mut self.files.services, name),
            Place::Before | Place::Ignored => return None,
        };
        Some(sections.entry(name.clone()).or_default())
    }

    /// Notes what could not be understood, with the place and without values.
    fn fault(&mut self, number: usize, reason: &str) {
        let fault = format!("{}:{number}: {reason}", self.path);
        match self.section() {
            Some(section) => {
                tracing::warn!("{fault}");
                section.faults.push(fault);
            }
            None => self.tell(fault),
        }
    }

    fn fault_of_file(&mut self, number: usize, reason: &str) {
        self.tell(format!("{}:{number}: {reason}", self.path));
    }

    fn tell(&mut self, fault: String) {
        tracing::warn!("{fault}");
        self.files.looked.push(fault);
    }
}

/// The name, in small letters, and the value of a line; `=` or `:` stands between them.
fn parts(line: &str) -> Option<(String, &str)> {
    let (name, value) = line.split_once(['=', ':'])?;
    let name = name.trim().to_ascii_lowercase();
    // Names hold no blanks; with some before the colon of an ARN or a URL, the "=" is missing.
    if name.is_empty() || name.contains(char::is_whitespace) {
        return None;
    }
    // The arguments of a process arrive as they stand here, with what would begin a comment elsewhere.
    let value = if name == "credential_process" { value.trim() } else { without_comment(value) };
    Some((name, value))
}

/// A value without the comment that white space and `#` or `;` begin.
fn without_comment(value: &str) -> &str {
    let comment = value
        .match_indices(['#', ';'])
        .find(|(at, _)| value.get(..*at).is_some_and(|before| before.ends_with([' ', '\t'])));
    comment.and_then(|(at, _)| value.get(..at)).unwrap_or(value).trim()
}
