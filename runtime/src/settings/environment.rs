//! Where configuration is looked up beside what the program says: environment variables and files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A source of environment variables and of the home directory: the process's own, or a fixed set
/// for tests and for programs that must not depend on where they run.
#[derive(Clone, Debug, Default)]
pub struct Environment {
    /// `None` stands for the process's own environment.
    fixed: Option<Fixed>,
}

#[derive(Clone, Default)]
struct Fixed {
    variables: BTreeMap<String, String>,
    home: Option<PathBuf>,
}

/// Values may be secret keys, so only names are shown.
impl std::fmt::Debug for Fixed {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Fixed")
            .field("variables", &self.variables.keys())
            .field("home", &self.home)
            .finish()
    }
}

impl Environment {
    /// The environment of the process.
    pub fn process() -> Self {
        Self { fixed: None }
    }

    /// No variables and no home directory, so no files either.
    pub fn empty() -> Self {
        Self { fixed: Some(Fixed::default()) }
    }

    /// A variable; the first one turns the process's own environment into an empty fixed one.
    #[must_use]
    pub fn with(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.fixed.get_or_insert_default().variables.insert(name.into(), value.into());
        self
    }

    /// The home directory, below which `.aws/config` and `.aws/credentials` are looked for.
    #[must_use]
    pub fn with_home(mut self, home: impl Into<PathBuf>) -> Self {
        self.fixed.get_or_insert_default().home = Some(home.into());
        self
    }

    /// A variable that is set to something. Empty means unset, as in the other AWS SDKs.
    pub fn get(&self, name: &str) -> Option<String> {
        let value = match &self.fixed {
            Some(fixed) => fixed.variables.get(name).cloned(),
            // What is no text is kept as far as it is, so that it is told where it cannot be used.
            None => std::env::var_os(name).map(|value| value.to_string_lossy().into_owned()),
        };
        value.filter(|value| !value.is_empty())
    }

    /// The home directory.
    pub fn home(&self) -> Option<PathBuf> {
        match &self.fixed {
            Some(fixed) => fixed.home.clone(),
            // Where nothing is the home, what is below it would be looked for in the current directory.
            None => std::env::home_dir().filter(|home| !home.as_os_str().is_empty()),
        }
    }

    /// A path with `~` at its beginning replaced by the home directory, and `$NAME` and `${NAME}` by variables
    /// that are set, as AWS's command line does; `None` where there is no home directory.
    pub(crate) fn expand(&self, path: &str) -> Option<PathBuf> {
        let path = self.with_variables(path);
        if path == "~" {
            return self.home();
        }
        match path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\")) {
            Some(rest) => Some(self.home()?.join(rest)),
            None => Some(Path::new(&path).to_owned()),
        }
    }

    fn with_variables(&self, path: &str) -> String {
        let mut out = String::new();
        let mut rest = path;
        while let Some((before, after)) = rest.split_once('$') {
            out.push_str(before);
            let braced = after.strip_prefix('{').and_then(|after| after.split_once('}'));
            let end = after.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(after.len());
            let (name, behind) = braced.unwrap_or_else(|| after.split_at(end));
            match self.get(name) {
                Some(value) => {
                    out.push_str(&value);
                    rest = behind;
                }
                None => {
                    out.push('$');
                    rest = after;
                }
            }
        }
        out.push_str(rest);
        out
    }
}
