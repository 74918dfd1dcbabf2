//! Walks the modules of a crate and enters what is public.

use std::collections::{BTreeMap, BTreeSet};

use quote::ToTokens;
use syn::{FnArg, ImplItem, ReceiverKind, UseTree, Visibility};

use super::text::{Names, text};
use super::{Deprecation, Item, ItemKind, Surface, macros};
use crate::{Error, Files};

/// Where a file stands in the crate.
struct Place {
    /// The file.
    file: String,
    /// The folder of its submodules.
    folder: String,
    /// The path that its public items have from outside.
    path: String,
    /// The items that are exported from a private module; everything public for a public one.
    exported: Option<BTreeSet<String>>,
}

/// Reads all modules, from the root down.
pub(super) fn read(files: &Files, surface: &mut Surface) -> Result<(), Error> {
    let root = "src/lib.rs";
    if !files.contains_key(root) {
        return Ok(());
    }
    let root = Place { file: root.to_owned(), folder: "src".to_owned(), path: String::new(), exported: None };
    // Every file adds its own submodules, which lie in folders below, so this ends.
    let mut waiting = vec![root];
    while let Some(place) = waiting.pop() {
        let Some(source) = files.get(&place.file) else { continue };
        let parsed = syn::parse_file(source)
            .map_err(|error| Error::new(&place.file, "", format!("not Rust: {error}")))?;
        waiting.extend(file(&parsed, &place, surface));
    }
    Ok(())
}

/// Enters the items of a file; gives its submodules.
fn file(file: &syn::File, place: &Place, surface: &mut Surface) -> Vec<Place> {
    let names = names(file, place);
    let mut exports: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let modules: BTreeSet<String> = file
        .items
        .iter()
        .filter_map(|item| match item {
            syn::Item::Mod(item) => Some(item.ident.to_string()),
            _ => None,
        })
        .collect();
    let reexports = file.items.iter().filter_map(|item| match item {
        syn::Item::Use(item) if is_public(&item.vis) => Some(leaves(&item.tree)),
        _ => None,
    });
    for leaf in reexports.flatten() {
        match leaf.as_slice() {
            [first, module, name] if first == "self" => {
                exports.entry(module.clone()).or_default().insert(name.clone());
            }
            [module, name] => {
                exports.entry(module.clone()).or_default().insert(name.clone());
            }
            _ => {}
        }
        let own = leaf.first().is_some_and(|first| first == "self" || modules.contains(first));
        if let (Some(name), false) = (leaf.last(), own) {
            let signature = leaf.join("::");
            let export = Item { signature, ..Item::default() };
            surface.insert(ItemKind::Export, "", &join(&place.path, name), export);
        }
    }
    let mut submodules = Vec::new();
    for item in &file.items {
        match item {
            syn::Item::Mod(item) => {
                let name = item.ident.to_string();
                let stem = name.strip_prefix("r#").unwrap_or(&name);
                let public = is_public(&item.vis);
                let path = if public { join(&place.path, &name) } else { place.path.clone() };
                if public {
                    let entry = described(&item.attrs, conditions(&item.attrs));
                    surface.insert(ItemKind::Module, &path, "", entry);
                }
                submodules.push(Place {
                    file: format!("{}/{stem}.rs", place.folder),
                    folder: format!("{}/{stem}", place.folder),
                    path,
                    exported: (!public).then(|| exports.get(&name).cloned().unwrap_or_default()),
                });
            }
            item => enter(item, place, &names, surface),
        }
    }
    submodules
}

/// Enters an item that is not a module.
fn enter(item: &syn::Item, place: &Place, names: &Names, surface: &mut Surface) {
    let visible = |name: &syn::Ident, visibility: &Visibility| {
        let exported = place.exported.as_ref().is_none_or(|exported| exported.contains(&name.to_string()));
        is_public(visibility) && exported
    };
    match item {
        syn::Item::Struct(item) if visible(&item.ident, &item.vis) => structure(item, place, names, surface),
        syn::Item::Enum(item) if visible(&item.ident, &item.vis) => enumeration(item, place, names, surface),
        syn::Item::Type(item) if visible(&item.ident, &item.vis) => {
            let signature = format!("another name for {}", text(item.ty.to_token_stream(), names));
            let owner = join(&place.path, &item.ident.to_string());
            surface.insert(ItemKind::Type, &owner, "", described(&item.attrs, signature));
        }
        syn::Item::Static(item) if visible(&item.ident, &item.vis) => {
            let signature = text(item.ty.to_token_stream(), names);
            let mut entry = described(&item.attrs, signature);
            entry.model_name = name_in(&item.expr).as_deref().map(macros::unquoted);
            surface.insert(ItemKind::Constant, &place.path, &item.ident.to_string(), entry);
        }
        syn::Item::Fn(item) if visible(&item.sig.ident, &item.vis) => {
            let entry = described(&item.attrs, signature(&item.sig, names));
            surface.insert(ItemKind::Function, &place.path, &item.sig.ident.to_string(), entry);
        }
        syn::Item::Impl(item) => implementation(item, names, surface),
        syn::Item::Macro(item) => macros::enter(item, names, surface),
        _ => {}
    }
}

fn structure(item: &syn::ItemStruct, place: &Place, names: &Names, surface: &mut Surface) {
    let owner = join(&place.path, &item.ident.to_string());
    let entry = described(&item.attrs, format!("struct{}", non_exhaustive(&item.attrs)));
    surface.insert(ItemKind::Type, &owner, "", entry);
    derives(&item.attrs, &owner, surface);
    for field in &item.fields {
        if let (Some(name), true) = (&field.ident, is_public(&field.vis)) {
            let entry = described(&field.attrs, text(field.ty.to_token_stream(), names));
            surface.insert(ItemKind::Field, &owner, &name.to_string(), entry);
        }
    }
}

fn enumeration(item: &syn::ItemEnum, place: &Place, names: &Names, surface: &mut Surface) {
    let owner = join(&place.path, &item.ident.to_string());
    let entry = described(&item.attrs, format!("enum{}", non_exhaustive(&item.attrs)));
    surface.insert(ItemKind::Type, &owner, "", entry);
    derives(&item.attrs, &owner, surface);
    for variant in &item.variants {
        // What the variant holds, without the documentation of its fields.
        let fields = variant.fields.iter().map(|field| {
            let kind = text(field.ty.to_token_stream(), names);
            field.ident.as_ref().map_or(kind.clone(), |name| format!("{name}: {kind}"))
        });
        let entry = described(&variant.attrs, fields.collect::<Vec<_>>().join(", "));
        surface.insert(ItemKind::Variant, &owner, &variant.ident.to_string(), entry);
    }
}

fn implementation(item: &syn::ItemImpl, names: &Names, surface: &mut Surface) {
    let owner = owner(item, names);
    if let Some((path, _)) = &item.trait_ {
        let name = path.segments.last().map(|segment| segment.to_token_stream()).unwrap_or_default();
        // Only the types that belong to an implementation can change; what its functions take and give
        // is said by the trait.
        let types = item.items.iter().filter_map(|item| match item {
            ImplItem::Type(item) => {
                Some(format!("{} = {}", item.ident, text(item.ty.to_token_stream(), names)))
            }
            _ => None,
        });
        let mut entry = described(&item.attrs, types.collect::<Vec<_>>().join(", "));
        entry.wire = wire_name(item);
        surface.insert(ItemKind::Implementation, &owner, &text(name, names), entry);
        return;
    }
    for item in &item.items {
        if let ImplItem::Fn(item) = item
            && is_public(&item.vis)
        {
            let entry = described(&item.attrs, signature(&item.sig, names));
            surface.insert(ItemKind::Function, &owner, &item.sig.ident.to_string(), entry);
        }
    }
}

/// The type that an implementation is for, without the parameters that it leaves open: `Client` for
/// `impl<M> Client<M>`, `Request<Input>` for `impl<M> Request<Input, M>`.
fn owner(item: &syn::ItemImpl, names: &Names) -> String {
    let open: Vec<String> =
        item.generics.type_params().map(|parameter| parameter.ident.to_string()).collect();
    let whole = text(item.self_ty.to_token_stream(), names);
    let Some((name, arguments)) = whole.strip_suffix('>').and_then(|path| path.split_once('<')) else {
        return whole;
    };
    let is_given = |argument: &&str| !open.iter().any(|open| open == argument);
    let given: Vec<&str> = arguments.split(", ").filter(is_given).collect();
    if given.is_empty() { name.to_owned() } else { format!("{name}<{}>", given.join(", ")) }
}

/// What a schema says about an operation's requests: how they are sent where that is told, and what the operation is
/// called on the wire, quoted.
fn wire_name(item: &syn::ItemImpl) -> Option<String> {
    let schema = item.items.iter().find_map(|item| match item {
        ImplItem::Const(item) if item.ident == "SCHEMA" => Some(&item.expr),
        _ => None,
    });
    let Some(syn::Expr::Reference(syn::ExprReference { expr, .. })) = schema else { return None };
    // A table is a chain of calls, each of which adds a fact.
    let mut table = expr.as_ref();
    let mut facts = Vec::new();
    while let syn::Expr::MethodCall(call) = table {
        if call.method == "name" || call.method == "http" {
            facts.extend(call.args.iter().map(|fact| fact.to_token_stream().to_string()));
        }
        table = &call.receiver;
    }
    (!facts.is_empty()).then(|| facts.join(" "))
}

/// The name that a table begins with, quoted: `Table::new("name").fact(…)`.
fn name_in(expression: &syn::Expr) -> Option<String> {
    let mut table = expression;
    while let syn::Expr::MethodCall(call) = table {
        table = &call.receiver;
    }
    let syn::Expr::Call(call) = table else { return None };
    call.args.first().map(|name| name.to_token_stream().to_string())
}

/// Parameters and result. The names of parameters count: callers go by them, and two parameters of
/// one type that trade places are told apart by nothing else.
fn signature(signature: &syn::Signature, names: &Names) -> String {
    let parameters = signature.inputs.iter().map(|input| match input {
        FnArg::Receiver(receiver) if !matches!(receiver.kind, ReceiverKind::Value) => "&self".to_owned(),
        FnArg::Receiver(_) => "self".to_owned(),
        FnArg::Typed(typed) => text(typed.to_token_stream(), names),
    });
    let parameters = parameters.collect::<Vec<_>>().join(", ");
    let result = text(signature.output.to_token_stream(), names);
    format!("({parameters}){result}")
}

fn derives(attributes: &[syn::Attribute], owner: &str, surface: &mut Surface) {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident("derive")) {
        // What the emitter writes can be read; a list that cannot derives nothing.
        let _ = attribute.parse_nested_meta(|meta| {
            if let Some(name) = meta.path.segments.last() {
                surface.implementation(owner, &name.ident.to_string());
            }
            Ok(())
        });
    }
}

/// An item with what its attributes say about it.
fn described(attributes: &[syn::Attribute], signature: String) -> Item {
    let deprecated = attributes.iter().any(|attribute| attribute.path().is_ident("deprecated"));
    let lines = attributes.iter().filter_map(|attribute| match &attribute.meta {
        syn::Meta::NameValue(meta) if meta.path.is_ident("doc") => match &meta.value {
            syn::Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(line), .. }) => Some(line.value()),
            _ => None,
        },
        _ => None,
    });
    Item {
        signature,
        documentation: lines.collect::<Vec<_>>().join("\n"),
        deprecation: if deprecated { Deprecation::Deprecated } else { Deprecation::None },
        ..Item::default()
    }
}

/// The features that a module needs.
fn conditions(attributes: &[syn::Attribute]) -> String {
    let conditions = attributes.iter().filter(|attribute| attribute.path().is_ident("cfg"));
    conditions.map(|attribute| text(attribute.to_token_stream(), &Names::new())).collect()
}

fn non_exhaustive(attributes: &[syn::Attribute]) -> &'static str {
    let marked = attributes.iter().any(|attribute| attribute.path().is_ident("non_exhaustive"));
    if marked { ", not exhaustive" } else { "" }
}

/// What a file calls types of its crate: those that it defines, and those that it imports one by one.
fn names(file: &syn::File, place: &Place) -> Names {
    let mut names = Names::new();
    for item in &file.items {
        match item {
            syn::Item::Struct(syn::ItemStruct { ident, .. })
            | syn::Item::Enum(syn::ItemEnum { ident, .. }) => {
                names.insert(ident.to_string(), join(&place.path, &ident.to_string()));
            }
            syn::Item::Use(item) => {
                for leaf in leaves(&item.tree) {
                    if let ([first, path @ ..], Some(name)) = (leaf.as_slice(), leaf.last())
                        && first == "crate"
                    {
                        names.insert(name.clone(), path.join("::"));
                    }
                }
            }
            _ => {}
        }
    }
    names
}

/// The paths that a use declaration names.
fn leaves(tree: &UseTree) -> Vec<Vec<String>> {
    let mut leaves = Vec::new();
    let mut waiting = vec![(Vec::new(), tree)];
    while let Some((mut path, tree)) = waiting.pop() {
        match tree {
            UseTree::Path(tree) => {
                path.push(tree.ident.to_string());
                waiting.push((path, &tree.tree));
            }
            UseTree::Name(tree) => {
                path.push(tree.ident.to_string());
                leaves.push(path);
            }
            UseTree::Group(group) => waiting.extend(group.items.iter().map(|tree| (path.clone(), tree))),
            UseTree::Rename(_) | UseTree::Glob(_) => {}
        }
    }
    leaves
}

fn is_public(visibility: &Visibility) -> bool {
    matches!(visibility, Visibility::Public(_))
}

fn join(path: &str, name: &str) -> String {
    if path.is_empty() { name.to_owned() } else { format!("{path}::{name}") }
}
