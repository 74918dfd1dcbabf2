//! Every key that a manifest may have, in one table: the parser goes by it, and so do the schema for editors and the
//! reference page.

/// A table of the manifest.
#[derive(Debug)]
pub(crate) struct Table {
    /// Its keys, in the order in which people read them.
    pub(crate) keys: &'static [Key],
}

/// A key of a table.
#[derive(Debug)]
pub(crate) struct Key {
    /// Its name.
    pub(crate) name: &'static str,
    /// What stands behind it.
    pub(crate) kind: Kind,
    /// Whether it has to be there.
    pub(crate) required: bool,
    /// What it says, in a sentence or two.
    pub(crate) words: &'static str,
    /// A value as it may stand there, in TOML; empty for tables.
    pub(crate) example: &'static str,
}

/// What stands behind a key.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Kind {
    /// A string.
    Text,
    /// `true` or `false`.
    Switch,
    /// A list of strings.
    Texts,
    /// A table.
    Table(&'static Table),
    /// A table of such tables, by names that are the person's.
    Tables(&'static Table),
}

/// A key that may be left away.
const fn may(name: &'static str, kind: Kind, words: &'static str, example: &'static str) -> Key {
    Key { name, kind, required: false, words, example }
}

/// A key that has to be there.
const fn must(name: &'static str, kind: Kind, words: &'static str, example: &'static str) -> Key {
    Key { name, kind, required: true, words, example }
}

/// The manifest as a whole.
pub(crate) static MANIFEST: Table = Table {
    keys: &[
        may(
            "tool",
            Kind::Text,
            "The version of the commands that writes here. Another one reads and checks, and writes only by `upgrade`.",
            "\"0.1.0\"",
        ),
        must("source", Kind::Table(&SOURCE), "Where the models were taken from.", ""),
        may("cargo", Kind::Table(&CARGO), "What the `Cargo.toml` of every generated crate says.", ""),
        may(
            "services",
            Kind::Tables(&SERVICE),
            "A table for each service that is generated, by its name.",
            "",
        ),
    ],
};

/// `[source]`.
static SOURCE: Table = Table {
    keys: &[
        must("package", Kind::Text, "The package that the models are from.", "\"botocore\""),
        must("version", Kind::Text, "Its release.", "\"1.44.5\""),
    ],
};

/// `[cargo]`.
static CARGO: Table = Table {
    keys: &[
        may(
            "prefix",
            Kind::Text,
            "What the names of packages begin with, before the service's. Programs still write `use ssm`.",
            "\"acme-aws-\"",
        ),
        may(
            "publish",
            Kind::Switch,
            "Whether the crates may be published; without it, what `[workspace.package]` says.",
            "true",
        ),
        may(
            "license",
            Kind::Text,
            "The licence of the crates, as cargo writes it; without it, what `[workspace.package]` says.",
            "\"MIT OR Apache-2.0\"",
        ),
        may(
            "repository",
            Kind::Text,
            "Where the sources are; without it, what `[workspace.package]` says.",
            "\"https://example.com/acme/clients\"",
        ),
    ],
};

/// `[services.…]`.
static SERVICE: Table = Table {
    keys: &[
        must(
            "model",
            Kind::Text,
            "The folder of the service's model, below the manifest's: the service and the version of its API.",
            "\"ssm/2014-11-06\"",
        ),
        must(
            "operations",
            Kind::Texts,
            "The operations to generate, by name or as globs: `*` matches any text, `?` any letter.",
            "[\"GetParameter\", \"Describe*\"]",
        ),
        may(
            "crate",
            Kind::Text,
            "The folder of the crate, from the workspace's; without it, `generated/` and the service's name.",
            "\"clients/ssm\"",
        ),
        may(
            "package",
            Kind::Text,
            "The package that this model is from, where it is another one than in `[source]`.",
            "\"aws/api-models-aws\"",
        ),
        may(
            "version",
            Kind::Text,
            "The release that this model is from, where it is another one.",
            "\"1.44.8\"",
        ),
        may(
            "docs",
            Kind::Switch,
            "Whether the model keeps its documentation when it is updated; `models update --docs` sets it.",
            "true",
        ),
        may(
            "corrections",
            Kind::Switch,
            "Whether the corrections that ship with the generator are applied; `true` unless set.",
            "false",
        ),
        may(
            "protocol",
            Kind::Text,
            "The protocol to speak, of those that the service lists.",
            "\"smithy-rpc-v2-cbor\"",
        ),
        may("cargo", Kind::Table(&PACKAGE), "What the `Cargo.toml` of this crate says.", ""),
    ],
};

/// `[services.….cargo]`.
static PACKAGE: Table = Table {
    keys: &[
        may(
            "name",
            Kind::Text,
            "The name of the package; without it, the prefix and the service's name.",
            "\"acme-ssm\"",
        ),
        may(
            "version",
            Kind::Text,
            "The version of the package, which `release` raises; without it, the workspace's.",
            "\"1.4.0\"",
        ),
    ],
};
