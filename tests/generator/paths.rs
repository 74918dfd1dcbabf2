//! Whatever signatures of a generated crate name has a path in that crate.
//!
//! That nothing in the runtime is without a path is seen to by the compiler: `unnameable_types` is an error there, as it is
//! for the crates of all fixtures. What is left is that a generated crate has the runtime, and that what people write down
//! has a short path: the types in signatures of clients, requests, listings, waits, configurations, errors and fakes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use shapesmith_tests::repository;

/// Types whose methods tests call, with the feature `test-util`.
const MET_IN_TESTS: [&str; 3] = ["CannedHttp", "CannedReply", "Fake"];

/// Types whose methods people call; what their signatures name is closed over.
const MET: [&str; 16] = [
    "AnyError",
    "Client",
    "Config",
    "ConfigBuilder",
    "ConfigError",
    "Credentials",
    "CredentialsError",
    "Environment",
    "Error",
    "HttpError",
    "Items",
    "Pages",
    "RequestConfig",
    "Response",
    "Wait",
    "WaiterError",
];

/// What describes shapes and operations rather than holding values: of use to generic code, under `runtime`.
const OF_TABLES: [&str; 9] = [
    "Acceptor",
    "Exception",
    "OperationError",
    "OperationSchema",
    "ParameterValue",
    "Schema",
    "ServiceSchema",
    "Structure",
    "WaiterSchema",
];

/// What is there with a feature of the runtime alone, by what the root of a crate with that feature has. The reader of the
/// blocking client is in the runtime's module of that name.
const OF_FEATURES: [(&str, &[&str]); 3] = [
    ("checksum", &["ChecksumAlgorithm", "ReplyChecksum"]),
    ("ByteStream", &["BlockingReader", "ByteReader", "ByteStream", "StreamError"]),
    ("Presigned", &["PostPolicy", "Presigned", "PresignedPost"]),
];

/// What a file says: the names of public items, and what signatures of public methods name, by the type they are of.
#[derive(Default)]
struct Surface {
    items: BTreeSet<String>,
    named: BTreeMap<String, BTreeSet<String>>,
}

/// All identifiers in types and signatures. Those that are not names of items do no harm.
#[derive(Default)]
struct Paths(BTreeSet<String>);

impl Paths {
    fn add(&mut self, tokens: impl ToTokens) {
        self.add_tokens(tokens.to_token_stream());
    }

    fn add_tokens(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Ident(ident) => drop(self.0.insert(ident.to_string())),
                TokenTree::Group(group) => self.add_tokens(group.stream()),
                _ => {}
            }
        }
    }
}

fn is_hidden(attributes: &[syn::Attribute]) -> bool {
    attributes.iter().any(|attribute| {
        matches!(&attribute.meta, syn::Meta::List(list) if list.path.is_ident("doc") && list.tokens.to_string() == "hidden")
    })
}

fn is_public(visibility: &syn::Visibility) -> bool {
    matches!(visibility, syn::Visibility::Public(_))
}

impl Surface {
    fn add_folder(&mut self, folder: &Path) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                self.add_folder(&path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let file = syn::parse_file(&fs::read_to_string(&path).unwrap()).unwrap();
                file.items.iter().for_each(|item| self.add(item));
            }
        }
    }

    fn add(&mut self, item: &syn::Item) {
        match item {
            syn::Item::Struct(item) if is_public(&item.vis) => {
                let mut paths = Paths::default();
                let public = item.fields.iter().filter(|field| is_public(&field.vis));
                public.for_each(|field| paths.add(&field.ty));
                self.insert(&item.ident, paths);
            }
            syn::Item::Enum(item) if is_public(&item.vis) => {
                let mut paths = Paths::default();
                let fields = item.variants.iter().flat_map(|variant| &variant.fields);
                fields.for_each(|field| paths.add(&field.ty));
                self.insert(&item.ident, paths);
            }
            syn::Item::Trait(item) if is_public(&item.vis) => self.insert(&item.ident, Paths::default()),
            syn::Item::Impl(item) => self.add_methods(item),
            _ => {}
        }
    }

    fn insert(&mut self, name: &syn::Ident, paths: Paths) {
        self.items.insert(name.to_string());
        self.named.entry(name.to_string()).or_default().extend(paths.0);
    }

    fn add_methods(&mut self, item: &syn::ItemImpl) {
        let syn::Type::Path(of) = &*item.self_ty else { return };
        let Some(of) = of.path.segments.last() else { return };
        let mut paths = Paths::default();
        for inside in &item.items {
            match inside {
                syn::ImplItem::Fn(method)
                    if item.trait_.is_none() && is_public(&method.vis) && !is_hidden(&method.attrs) =>
                {
                    paths.add(&method.sig);
                }
                syn::ImplItem::Type(associated) if item.trait_.is_some() => paths.add(&associated.ty),
                _ => {}
            }
        }
        self.named.entry(of.ident.to_string()).or_default().extend(paths.0);
    }
}

/// What a tree of `use` gives to whoever uses the module it stands in.
fn exported(tree: &syn::UseTree, names: &mut BTreeSet<String>) {
    match tree {
        syn::UseTree::Path(path) => exported(&path.tree, names),
        syn::UseTree::Name(name) => {
            names.insert(name.ident.to_string());
        }
        syn::UseTree::Rename(rename) => {
            names.extend([rename.ident.to_string(), rename.rename.to_string()]);
        }
        syn::UseTree::Group(group) => group.items.iter().for_each(|tree| exported(tree, names)),
        syn::UseTree::Glob(_) => panic!("what a glob exports cannot be read here"),
    }
}

/// What a module gives to whoever uses it; what it gives with a feature alone only to those who have features.
fn exports(items: &[syn::Item], has_features: bool) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    let is_there = |attributes: &[syn::Attribute]| {
        has_features || !attributes.iter().any(|attribute| attribute.path().is_ident("cfg"))
    };
    for item in items {
        match item {
            syn::Item::Use(line) if is_public(&line.vis) && is_there(&line.attrs) => {
                exported(&line.tree, &mut names)
            }
            syn::Item::Struct(item) if is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
            syn::Item::Enum(item) if is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
            syn::Item::Trait(item) if is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
            syn::Item::Type(item) if is_public(&item.vis) => drop(names.insert(item.ident.to_string())),
            _ => {}
        }
    }
    names
}

/// The names with a short path in a crate: those at its root, and those in the runtime's modules that stand there.
fn short_paths(root: &[syn::Item], runtime: &Path, has_features: bool) -> BTreeSet<String> {
    let mut names = exports(root, has_features);
    let library = syn::parse_file(&fs::read_to_string(runtime.join("lib.rs")).unwrap()).unwrap();
    let mut modules: BTreeMap<String, Vec<syn::Item>> = BTreeMap::new();
    for item in library.items {
        if let syn::Item::Mod(module) = item
            && let Some((_, items)) = module.content
        {
            modules.insert(module.ident.to_string(), items);
        }
    }
    // Modules that are files of their own, by where their room keeps them.
    for (name, file) in [
        ("checksum", "checksum.rs"),
        ("http", "http.rs"),
        ("pagination", "call/pagination.rs"),
        ("retry", "client/retry.rs"),
        ("stream", "stream.rs"),
        ("test_util", "testing.rs"),
        ("time", "time.rs"),
    ] {
        modules.insert(
            name.to_owned(),
            syn::parse_file(&fs::read_to_string(runtime.join(file)).unwrap()).unwrap().items,
        );
    }
    for (module, items) in modules {
        if names.contains(&module) {
            names.extend(exports(&items, true));
        }
    }
    names
}

/// What people meet and cannot write down with a short path, in a crate with this root.
fn missing(root: &str) -> BTreeSet<String> {
    let mut missing = missing_of(root, &MET, false);
    missing.extend(missing_of(root, &MET_IN_TESTS, true));
    missing
}

fn missing_of(root: &str, met: &[&str], has_features: bool) -> BTreeSet<String> {
    let runtime = repository::root().join("runtime/src");
    let mut surface = Surface::default();
    surface.add_folder(&runtime);
    let root = syn::parse_file(root).unwrap();
    let short = short_paths(&root.items, &runtime, has_features);
    assert!(short.contains("runtime"), "the runtime as a whole is no part of the crate");
    let (mut open, mut seen) =
        (met.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>(), BTreeSet::new());
    let mut missing = BTreeSet::new();
    while let Some(name) = open.pop() {
        if !seen.insert(name.clone()) {
            continue;
        }
        assert!(surface.named.contains_key(&name), "nothing in the runtime is called {name}");
        for named in &surface.named[&name] {
            if !surface.items.contains(named) || OF_TABLES.contains(&named.as_str()) {
                continue;
            }
            let feature = OF_FEATURES.iter().find(|(_, names)| names.contains(&named.as_str()));
            if named == "BlockingReader" || feature.is_some_and(|(sign, _)| !short.contains(*sign)) {
                continue;
            }
            if !short.contains(named) {
                missing.insert(format!("{named} (of {name})"));
            }
            open.push(named.clone());
        }
    }
    missing
}

#[test]
fn what_people_meet_has_a_short_path() {
    for service in ["ssm", "s3"] {
        let root = repository::root().join("generated").join(service).join("src/lib.rs");
        let missing = missing(&fs::read_to_string(root).unwrap());
        assert!(missing.is_empty(), "{service}: {missing:#?}");
    }
}

#[test]
fn a_path_that_is_missing_is_found() {
    let root = fs::read_to_string(repository::root().join("generated/ssm/src/lib.rs")).unwrap();
    for name in ["TimeoutError", "RequestConfig", "Metadata"] {
        let without = root.replace(&format!(" {name},"), "");
        assert_ne!(without, root);
        let missing = missing(&without);
        assert!(missing.iter().any(|found| found.starts_with(name)), "{name}: {missing:?}");
    }
}
