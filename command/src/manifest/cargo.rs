//! What a manifest says of the `Cargo.toml` of generated crates.

use super::is_package_name;
use super::reader::View;
use super::release::Release;
use crate::error::Error;
use crate::program::call;

/// `[cargo]`: what holds for all crates.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Cargo {
    prefix: String,
    fields: Fields,
}

/// The fields of `[package]` that every crate has, where the manifest says so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Fields {
    /// `publish`.
    pub(crate) publish: Option<bool>,
    /// `license`.
    pub(crate) license: Option<String>,
    /// `repository`.
    pub(crate) repository: Option<String>,
}

/// What the `Cargo.toml` of a crate says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Package {
    /// The package's name.
    pub(crate) name: String,
    /// The package's own version, where it has one.
    pub(crate) version: Option<String>,
    /// Fields that it shares with the other crates.
    pub(crate) fields: Fields,
}

impl Package {
    /// What is said of a crate by its name alone.
    pub(crate) fn named(name: &str) -> Self {
        Self { name: name.to_owned(), ..Self::default() }
    }
}

impl Cargo {
    /// Reads the table.
    pub(super) fn of(table: &View<'_>) -> Result<Self, Error> {
        let prefix = table.text("prefix").unwrap_or_default().to_owned();
        if !prefix.is_empty() && !is_package_name(&prefix) {
            let reason = format!("\"{prefix}\" cannot begin the name of a package");
            return Err(table.wrong("prefix", &reason).help(
                "begin with a lower-case letter, and take lower-case letters, digits, `-` and `_`, as in \"acme-aws-\"",
            ));
        }
        let fields = Fields {
            publish: table.switch("publish"),
            license: table.text("license").map(str::to_owned),
            repository: table.text("repository").map(str::to_owned),
        };
        Ok(Self { prefix, fields })
    }

    /// Reads the table of a service.
    pub(super) fn of_service(&self, table: &View<'_>, service: &str) -> Result<Package, Error> {
        let name = table.text("name").map_or_else(|| format!("{}{service}", self.prefix), str::to_owned);
        if !is_package_name(&name) {
            let reason = format!("\"{name}\" cannot be a package's name");
            return Err(table.wrong("name", &reason).help("take lower-case letters, digits, `-` and `_`"));
        }
        let version = table.text("version").map(str::to_owned);
        if let Some(version) = version.as_deref().filter(|version| Release::parse(version).is_none()) {
            let reason = format!("\"{version}\" is not a version as cargo writes it");
            return Err(table.wrong("version", &reason).help(format!(
                "write three numbers, as in \"0.1.0\"; `{}` counts them up",
                call("release")
            )));
        }
        Ok(Package { name, version, fields: self.fields.clone() })
    }
}
