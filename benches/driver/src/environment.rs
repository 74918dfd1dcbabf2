//! Where something was measured: the machine, the compiler, and the versions of what was compared.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sysinfo::{CpuRefreshKind, MemoryRefreshKind, RefreshKind, System};

use crate::child;
use crate::error::Error;
use crate::folders::{self, Folders};

/// The packages whose versions are told.
const PACKAGES: [&str; 8] = [
    "aws-config",
    "aws-sdk-ssm",
    "criterion",
    "rusoto_ssm",
    "serde",
    "serde_json",
    "shapesmith-runtime",
    "sonic-rs",
];

/// The surroundings of a measurement.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Environment {
    /// The processor's name.
    pub(crate) cpu: String,
    /// How many cores there are.
    pub(crate) cores: usize,
    /// Memory in bytes.
    pub(crate) memory: u64,
    /// The operating system and its kernel.
    pub(crate) system: String,
    /// The compiler.
    pub(crate) rustc: String,
    /// The versions of packages, out of `benches/Cargo.lock`.
    pub(crate) packages: BTreeMap<String, String>,
    /// The commit, and whether files differed from it.
    pub(crate) revision: String,
    /// The day of the commit.
    pub(crate) date: String,
}

impl Environment {
    /// Looks around.
    pub(crate) fn look(folders: &Folders) -> Result<Self, Error> {
        let kinds = RefreshKind::nothing()
            .with_cpu(CpuRefreshKind::nothing())
            .with_memory(MemoryRefreshKind::nothing().with_ram());
        let unknown =
            |error: sysinfo::Error| Error::new("this machine", format!("cannot look at it: {error}"));
        let machine = System::new_with_specifics(kinds).map_err(unknown)?;
        let git = |arguments: &[&str]| {
            let output = child::output(child::program("git", &folders.root).args(arguments));
            output.map(|text| text.trim().to_owned())
        };
        let is_changed = !git(&["status", "--porcelain"])?.is_empty();
        let revision = git(&["rev-parse", "--short=12", "HEAD"])?;
        let name = System::long_os_version().unwrap_or_else(|_| "an unknown system".to_owned());
        let kernel = System::kernel_long_version().unwrap_or_default();
        Ok(Self {
            cpu: machine.cpus().first().map_or_else(String::new, |cpu| cpu.brand().trim().to_owned()),
            cores: machine.cpus().len(),
            memory: machine.total_memory(),
            system: format!("{name}, {kernel}"),
            rustc: child::output(child::program("rustc", &folders.benches).arg("--version"))?
                .trim()
                .to_owned(),
            packages: packages(folders)?,
            revision: if is_changed { format!("{revision} with changes") } else { revision },
            date: git(&["log", "-1", "--format=%cs"])?,
        })
    }

    /// The surroundings as lines of a list.
    pub(crate) fn lines(&self) -> Vec<String> {
        let versions: Vec<String> =
            self.packages.iter().map(|(name, version)| format!("{name} {version}")).collect();
        vec![
            format!(
                "machine: {}, {} cores, {:.0} GB of memory",
                self.cpu,
                self.cores,
                self.memory as f64 / 1e9
            ),
            format!("system: {}", self.system),
            format!("compiler: {}", self.rustc),
            format!("versions: {}", versions.join(", ")),
            format!("revision: {}", self.revision),
        ]
    }
}

/// The part of a `Cargo.lock` that is of interest.
#[derive(Deserialize)]
struct Lock {
    package: Vec<Package>,
}

/// A package in a `Cargo.lock`.
#[derive(Deserialize)]
struct Package {
    name: String,
    version: String,
}

/// The versions of the packages of interest; of several versions the last.
fn packages(folders: &Folders) -> Result<BTreeMap<String, String>, Error> {
    let path = folders.benches.join("Cargo.lock");
    let lock: Lock = toml::from_str(&folders::read(&path)?)
        .map_err(|error| Error::new(path.display().to_string(), error.message()))?;
    let packages = lock.package.into_iter().filter(|package| PACKAGES.contains(&package.name.as_str()));
    Ok(packages.map(|package| (package.name, package.version)).collect())
}
