//! Operations: one file each, with the method on the client, the setters on the request, input,
//! output, errors, and what the runtime needs to know.

use proc_macro2::TokenStream;
use quote::{format_ident, quote};

use super::rust_type::{self, Scope};
use super::{Context, documentation, paginator, path, structure};
use crate::file::RustFile;
use crate::ir::{
    Authentication, BodySignature, Checksum, ContextValue, CrossRegion, EndpointDiscovery, HostPrefix,
    Length, Namespace, Operation, Protocol, Requirement, Scheme, XmlRoot,
};
use crate::names::{OperationNames, error_predicate, error_variant, ident, request_setter};

/// The file of an operation.
pub(crate) fn file(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> RustFile {
    let mut file = RustFile::new(documentation::module(operation, names));
    file.items(imports(context, operation));
    file.items(client_method(context, operation, names));
    file.items(request(context, operation, names));
    structure::append(context, operation.input, &mut file);
    structure::append(context, operation.output, &mut file);
    errors(context, operation, names, &mut file);
    file.items(implementation(context, operation, names));
    if let Some(paginator) = &operation.paginator {
        file.items(paginator::implementation(context, operation, names, paginator));
    }
    file
}

fn imports(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let members =
        [operation.input, operation.output].map(|id| context.service.shape(id).members().to_vec()).concat();
    let mut wanted = rust_type::wanted(context, &members);
    wanted.error |= !operation.errors.is_empty();
    let paginator = operation.paginator.as_ref();
    let has_parameters = !endpoint_parameters(context, operation).is_empty();
    wanted.operation = [
        Some("Async"),
        operation.checksum.as_ref().map(|_| "ChecksumSchema"),
        operation.cross_region.as_ref().map(|_| "CrossRegion"),
        discovers(context, operation).then_some("EndpointDiscovery"),
        has_parameters.then_some("EndpointParameter"),
        Some("Operation"),
        Some("OperationSchema"),
        paginator.map(|_| "Paginated"),
        paginator.and_then(|paginator| paginator.items.as_ref()).map(|_| "PaginatedItems"),
        paginator.map(|_| "PaginatorSchema"),
        names_schemes(&operation.authentication).then_some("Scheme"),
        paginator.map(|_| "TokenSchema"),
    ]
    .into_iter()
    .flatten()
    .collect();
    rust_type::render_imports(&wanted, Scope::of(""), &["Client", "Request"])
}

/// Whether the table of an operation names schemes; a bearer token alone has a word of its own there.
fn names_schemes(authentication: &Authentication) -> bool {
    !matches!(authentication.schemes.as_slice(), [] | [Scheme::Bearer])
}

/// The method that callers begin with.
fn client_method(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let method = ident(&names.method);
    let input = format_ident!("{}Input", names.type_prefix);
    let request = format_ident!("{}Request", names.type_prefix);
    let documentation = method_documentation(context, operation);
    let deprecated = documentation::deprecated(operation.deprecated.as_ref());
    let (parameters, arguments) = structure::required_parameters(context, operation.input, Scope::of(""));
    quote! {
        impl<M> Client<M> {
            #documentation
            #deprecated
            pub fn #method(&self, #parameters) -> #request<M> {
                self.request(#input::new(#arguments))
            }
        }
    }
}

fn method_documentation(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let mut paragraphs = Vec::new();
    let words = documentation::words(operation.documentation.as_deref());
    if words.is_empty() {
        paragraphs.push(format!("Calls {}.", documentation::code(&operation.wire_name)));
    } else {
        paragraphs.push(words);
    }
    if operation.errors.is_empty() {
        paragraphs.push("The model lists no errors for this operation.".to_owned());
    } else {
        let errors: Vec<_> = operation
            .errors
            .iter()
            .filter_map(|id| context.names.shape(*id))
            .map(|names| format!("[`{0}`](crate::error::{0})", names.type_name))
            .collect();
        paragraphs.push(format!("Errors in the model: {}.", errors.join(", ")));
    }
    paragraphs.extend(discovery_words(context, operation));
    if let Some(uid) = &context.service.uid {
        let address = format!("https://docs.aws.amazon.com/goto/WebAPI/{uid}/{}", operation.name);
        paragraphs.push(documentation::link("AWS API reference", &address));
    }
    documentation::paragraphs(paragraphs)
}

/// Where requests go, if the region's endpoint is not all there is to it.
fn discovery_words(context: &Context<'_>, operation: &Operation) -> Option<String> {
    let telling = context.service.endpoint_operation.as_deref().map(documentation::code);
    match (operation.endpoint_discovery, telling) {
        (EndpointDiscovery::None, _) | (EndpointDiscovery::Optional, None) => None,
        (EndpointDiscovery::Optional, Some(telling)) => Some(format!(
            "The endpoint is that of the region, or the one that {telling} tells where endpoint discovery is enabled."
        )),
        (EndpointDiscovery::Required, Some(telling)) => Some(format!(
            "The endpoint is the one that {telling} tells, which the client asks first, unless an endpoint is set."
        )),
        (EndpointDiscovery::Required, None) => Some(
            "The service requires endpoint discovery for this operation, but its model does not say how: set the endpoint yourself.".to_owned(),
        ),
    }
}

/// The request of the operation under a name of its own, which gives it a page of its own, and on it the setters of
/// the input.
fn request(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let Some(input_names) = context.names.shape(operation.input) else { return TokenStream::new() };
    let members = context.service.shape(operation.input).members();
    let optional =
        members.iter().zip(&input_names.members).filter(|(member, _)| rust_type::is_optional(member));
    let setters: Vec<_> = optional
        .map(|(member, name)| {
            let field = ident(name);
            let setter = ident(&request_setter(name));
            let documentation = documentation::member(context, member);
            let deprecated = documentation::deprecated(member.deprecated.as_ref());
            let rust_type::Parameter { kind, value } =
                rust_type::parameter(context, member, &field, Scope::of(""));
            quote! {
                #documentation
                #deprecated
                pub fn #setter(mut self, #field: #kind) -> Self {
                    self.input.#field = Some(#value);
                    self
                }
            }
        })
        .collect();
    let input = format_ident!("{}Input", names.type_prefix);
    let request = format_ident!("{}Request", names.type_prefix);
    let documented = documentation::code(&operation.name);
    let alias = alias_documentation(context, operation, names);
    let alias = quote! {
        #alias
        pub type #request<M = Async> = Request<#input, M>;
    };
    if setters.is_empty() {
        return alias;
    }
    let documentation = format!(" Setters for the optional members of {documented}.");
    quote! {
        #alias

        #[doc = #documentation]
        impl<M> Request<#input, M> {
            #(#setters)*
        }
    }
}

/// What is told about the request of an operation: what comes of it, and how it is called.
fn alias_documentation(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let name = documentation::code(&operation.name);
    let prefix = &names.type_prefix;
    let mut words = vec![
        format!("A call of {name} on its way: set what is optional, then await it."),
        format!("Answers with [`{prefix}Output`], or fails with [`{prefix}Error`]."),
    ];
    words.extend(documentation::example::call(context, operation, names));
    documentation::paragraphs(words)
}

fn errors(context: &Context<'_>, operation: &Operation, names: &OperationNames, file: &mut RustFile) {
    let name = format_ident!("{}Error", names.type_prefix);
    let documented = documentation::code(&operation.name);
    let documentation = format!(" What {documented} can fail with, as far as the service reports it.");
    let mut variants = TokenStream::new();
    let mut rows = String::new();
    for id in &operation.errors {
        let Some(error) = context.names.shape(*id) else { continue };
        let (variant, kind) = (ident(&error_variant(&error.type_name)), ident(&error.type_name));
        let shape = context.service.shape(*id);
        let documentation = match documentation::words(shape.documentation.as_deref()) {
            words if words.is_empty() => {
                documentation::paragraphs([format!("The exception {}.", documentation::code(&shape.name))])
            }
            words => documentation::paragraphs([words]),
        };
        variants.extend(quote! {
            #documentation
            #variant(error::#kind),
        });
        let predicate = ident(&error_predicate(&error.module));
        rows.push_str(&format!("        {variant}(error::{kind}), {predicate};\n"));
    }
    file.items(quote! {
        #[doc = #documentation]
        #[derive(Clone)]
        #[non_exhaustive]
        pub enum #name {
            #variants
            /// An error that the model does not list for this operation.
            Unhandled(shapesmith_runtime::error::Unhandled),
        }
    });
    if rows.is_empty() {
        file.text(format!("shapesmith_runtime::operation_error! {{\n    {name} {{}}\n}}\n"));
    } else {
        file.text(format!("shapesmith_runtime::operation_error! {{\n    {name} {{\n{rows}    }}\n}}\n"));
    }
}

/// Whether large requests may be compressed in the one way that clients know.
pub(crate) fn takes_gzip(operation: &Operation) -> bool {
    operation.compression.iter().any(|encoding| encoding == "gzip")
}

/// Whether clients may have to ask for the endpoint first.
fn discovers(context: &Context<'_>, operation: &Operation) -> bool {
    context.service.endpoint_operation.is_some() && operation.endpoint_discovery != EndpointDiscovery::None
}

/// How the endpoint is discovered.
fn endpoint_discovery(operation: &Operation) -> TokenStream {
    let kind = match operation.endpoint_discovery {
        EndpointDiscovery::Required => quote!(required),
        _ => quote!(optional),
    };
    let identifiers = operation.endpoint_identifiers.iter().map(|path| path.join("."));
    let identifiers =
        (!operation.endpoint_identifiers.is_empty()).then(|| quote!(.identifiers(&[#(#identifiers),*])));
    quote!(.endpoint_discovery(EndpointDiscovery::#kind() #identifiers))
}

/// What the runtime needs to know to make the call.
fn implementation(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> TokenStream {
    let input = format_ident!("{}Input", names.type_prefix);
    let output = format_ident!("{}Output", names.type_prefix);
    let error = format_ident!("{}Error", names.type_prefix);
    let wire_name = &operation.wire_name;
    let mut facts = endpoint_parameters(context, operation);
    if let Some(prefix) = operation.host_prefix.as_ref().map(HostPrefix::to_string) {
        facts.extend(quote!(.host_prefix(#prefix)));
    }
    facts.extend(authentication(&operation.authentication));
    if operation.body_signature == BodySignature::Unsigned {
        facts.extend(quote!(.unsigned_body()));
    }
    facts.extend(operation.checksum.as_ref().map(checksum));
    if operation.length == Length::Known {
        facts.extend(quote!(.known_length()));
    }
    if takes_gzip(operation) {
        facts.extend(quote!(.gzip()));
    }
    if discovers(context, operation) {
        facts.extend(endpoint_discovery(operation));
    }
    facts.extend(operation.cross_region.as_ref().map(cross_region));
    if !operation.form_fields.is_empty() {
        let fields = operation.form_fields.iter().map(|(field, member)| quote!((#field, #member)));
        facts.extend(quote!(.form_fields(&[#(#fields),*])));
    }
    facts.extend(operation.tree_hash.as_ref().map(|header| quote!(.tree_hash(#header))));
    if !operation.event_exceptions.is_empty() {
        let exceptions = operation.event_exceptions.iter().map(|(member, id)| {
            let shape = &context.service.shape(*id).name;
            quote!((#member, #shape))
        });
        facts.extend(quote!(.event_exceptions(&[#(#exceptions),*])));
    }
    match context.service.protocol {
        Protocol::AwsJson { .. } => {}
        Protocol::RestJson => facts.extend(http(operation)),
        Protocol::RestXml => {
            facts.extend(http(operation));
            facts.extend(xml_root(operation));
        }
        Protocol::Query | Protocol::Ec2 => {
            if let Some(wrapper) = &operation.result_wrapper {
                facts.extend(quote!(.result_wrapper(#wrapper)));
            }
            if !operation.has_output {
                facts.extend(quote!(.no_output()));
            }
        }
        Protocol::RpcV2Cbor { .. } => {
            if !operation.has_input {
                facts.extend(quote!(.no_input()));
            }
        }
    }
    quote! {
        impl Operation for #input {
            type Output = #output;
            type Error = #error;

            const SCHEMA: &'static OperationSchema =
                &OperationSchema::of::<Self>(&SERVICE).name(#wire_name) #facts;
        }
    }
}

/// How requests tell who sends them.
fn authentication(authentication: &Authentication) -> TokenStream {
    let Authentication { signed, schemes, optional } = authentication;
    let optional = optional.then(|| quote!(.anonymous()));
    match (signed, schemes.as_slice()) {
        (true, []) => TokenStream::new(),
        (true, [Scheme::Bearer]) => quote!(.or_bearer()),
        (false, [Scheme::Bearer]) => quote!(.bearer() #optional),
        (false, []) => quote!(.unsigned()),
        (signed, schemes) => {
            let unsigned = (!signed).then(|| quote!(.unsigned()));
            let schemes = schemes.iter().map(scheme);
            quote!(.schemes(&[#(#schemes),*]) #unsigned #optional)
        }
    }
}

fn scheme(scheme: &Scheme) -> TokenStream {
    match scheme {
        Scheme::Bearer => quote!(Scheme::BEARER),
        Scheme::Basic => quote!(Scheme::BASIC),
        Scheme::KeyHeader { name, word } => {
            let word = word.as_deref().unwrap_or_default();
            quote!(Scheme::key_header(#name, #word))
        }
        Scheme::KeyParameter { name } => quote!(Scheme::key_parameter(#name)),
    }
}

/// The checksums of bodies.
fn checksum(checksum: &Checksum) -> TokenStream {
    let algorithm = checksum.algorithm.as_ref().map(|member| quote!(.algorithm(#member)));
    let required = (checksum.requirement == Requirement::Required).then(|| quote!(.required()));
    let mode = checksum.mode.as_ref().map(|member| quote!(.mode(#member)));
    let algorithms = &checksum.response_algorithms;
    let replies = (!algorithms.is_empty()).then(|| quote!(.replies(&[#(#algorithms),*])));
    quote!(.checksum(&const { ChecksumSchema::new() #algorithm #required #mode #replies }))
}

/// The members by which the operation copies from another region.
fn cross_region(members: &CrossRegion) -> TokenStream {
    let CrossRegion { source, source_is_for_client, destination, url } = members;
    let for_client = source_is_for_client.then(|| quote!(.source_for_client()));
    quote!(.cross_region(&const { CrossRegion::new(#source, #destination, #url) #for_client }))
}

/// The method, and the template of path and query.
fn http(operation: &Operation) -> TokenStream {
    let (method, uri) = (&operation.http.method, operation.http.uri.to_string());
    quote!(.http(#method, #uri))
}

/// The element that the body of a request is in.
fn xml_root(operation: &Operation) -> Option<TokenStream> {
    let XmlRoot { name, namespace } = operation.xml_root.as_ref()?;
    let namespace = namespace.as_ref().map(|Namespace { prefix, uri }| quote!(.xml_namespace(#prefix, #uri)));
    Some(quote!(.xml_root(#name) #namespace))
}

/// What the operation adds to the parameters of the endpoint rules: values of its own, and members of
/// the input.
fn endpoint_parameters(context: &Context<'_>, operation: &Operation) -> TokenStream {
    let fixed = operation.static_context.iter().map(|(name, value)| match value {
        ContextValue::Boolean(value) => quote!((#name, EndpointParameter::Switch(#value))),
        ContextValue::String(value) => quote!((#name, EndpointParameter::Text(#value))),
        ContextValue::Strings(values) => quote!((#name, EndpointParameter::Texts(&[#(#values),*]))),
    });
    let members = context.service.shape(operation.input).members().iter().filter_map(|member| {
        let name = member.context_parameter.as_ref()?;
        let member = &member.name;
        Some(quote!((#name, EndpointParameter::Member(#member))))
    });
    let paths = operation.context_paths.iter().filter_map(|(name, path)| {
        if let Some(members) = path.members() {
            let path = members.join(".");
            return Some(quote!((#name, EndpointParameter::Member(#path))));
        }
        let code: TokenStream = path::path(path).parse().ok()?;
        Some(quote! {
            (#name, EndpointParameter::Expression(&const { use shapesmith_runtime::jmespath::table::*; #code }))
        })
    });
    let parameters: Vec<_> = fixed.chain(members).chain(paths).collect();
    match parameters.as_slice() {
        [] => TokenStream::new(),
        parameters => quote!(.endpoint_parameters(&[#(#parameters),*])),
    }
}
