//! The crate's root and its client.

use proc_macro2::{Literal, TokenStream};
use quote::{format_ident, quote};

use super::{Context, documentation};
use crate::file::RustFile;
use crate::ir::{AuthToken, Protocol, Service, ShapeKind};
use crate::names::{auth_token_argument, auth_token_method, ident};

/// The contract between the runtime and what is generated here: the runtime's `contract::VERSION`.
pub const CONTRACT: u32 = 4;

/// `lib.rs`.
pub(crate) fn root(context: &Context<'_>) -> RustFile {
    let service = context.service;
    let mut file = RustFile::new(documentation::front_page::words(context));
    // What is deprecated in a model is used by the crate itself, and matters of taste are none of code that
    // nobody writes by hand, whatever lints the program around it asks for.
    file.items(quote! {
        #![allow(deprecated, missing_copy_implementations, unused_qualifications, variant_size_differences, clippy::all, clippy::cargo, clippy::nursery, clippy::pedantic, clippy::restriction)]
    });
    let contract = Literal::u32_unsuffixed(CONTRACT);
    file.items(quote! {
        shapesmith_runtime::contract!(#contract);
    });
    let waiter = (!service.waiters.is_empty()).then(|| {
        quote!(
            pub mod waiter;
        )
    });
    let endpoint = service.endpoint_rules.is_some().then(|| {
        quote!(
            mod endpoint;
        )
    });
    file.items(quote! {
        mod client;
        #endpoint
        mod request;
    });
    file.items(quote! {
        #[cfg(feature = "blocking")]
        pub mod blocking;
        pub mod error;
        pub mod operation;
        #[cfg(feature = "dynamic")]
        pub mod registry;
        pub mod types;
        #waiter
    });
    let features = runtime_features(service);
    let stream = features.contains(&"stream").then(|| {
        quote!(
            pub use shapesmith_runtime::{ByteStream, StreamError, stream};
        )
    });
    let events = features.contains(&"events").then(|| {
        quote!(
            pub use shapesmith_runtime::{EventReceiver, events};
        )
    });
    let signed = features.contains(&"presign").then(|| {
        quote!(
            pub use shapesmith_runtime::{PostPolicy, Presigned, PresignedPost};
        )
    });
    let tokens = (!service.auth_tokens.is_empty()).then(|| {
        quote!(
            pub use shapesmith_runtime::{AuthToken, AuthTokenRequest};
        )
    });
    let checksum = features.contains(&"checksum").then(|| {
        quote!(
            pub use shapesmith_runtime::checksum;
        )
    });
    file.items(quote! {
        pub use client::Client;
        pub use request::Request;
        #[cfg(feature = "test-util")]
        pub use shapesmith_runtime::test_util;
        // Everything that signatures here name has a path in this crate, so that nobody depends on the runtime beside it.
        pub use shapesmith_runtime as runtime;
        pub use shapesmith_runtime::{config, credentials, http, pagination, retry, time};
        #checksum
        #stream
        #events
        #signed
        #tokens
        pub use shapesmith_runtime::error::{
            PaginationError, RequestError, ResponseError, TimeoutError, Unhandled,
        };
        pub use shapesmith_runtime::operation::{Operation, Paginated, PaginatedItems};
        pub use shapesmith_runtime::waiter::{Reason as WaiterReason, WaiterError};
        pub use shapesmith_runtime::{
            AnyError, AnyErrorKind, Bytes, Config, ConfigBuilder, ConfigError, Credentials, CredentialsError,
            Document, Environment, Error, ErrorKind, Metadata, RequestConfig, Response, Timestamp, Unknown, UnknownValue, one_line,
        };
    });
    file
}

/// `client.rs`.
pub(crate) fn client(context: &Context<'_>) -> RustFile {
    let service = context.service;
    let mut file = RustFile::new([format!("The client of {}.", documentation::title(&service.full_name))]);
    let (kind, protocol) = protocol(&service.protocol);
    let discovery = endpoint_operation(context);
    let tables = match discovery {
        Some(_) => quote!({EndpointOperation, ServiceSchema}),
        None => quote!(ServiceSchema),
    };
    file.items(quote! {
        use shapesmith_runtime::operation::#tables;
        use shapesmith_runtime::protocol::#kind;
        use crate::Request;
    });
    let (id, prefix, signing, version) =
        (&service.id, &service.endpoint_prefix, &service.signing_name, &service.api_version);
    // A service that is not of AWS has neither.
    let signing = (!signing.is_empty()).then(|| quote!(.signing_name(#signing)));
    let prefix = (!prefix.is_empty()).then(|| quote!(.endpoint_prefix(#prefix)));
    let rules = service.endpoint_rules.as_ref().map(|_| quote!(.endpoint_rules(&crate::endpoint::RULES)));
    let headers = service.headers.iter().map(|(name, value)| quote!((#name, #value)));
    let headers = (!service.headers.is_empty()).then(|| quote!(.headers(&[#(#headers),*])));
    let errors_in_success = service.errors_in_success.then(|| quote!(.errors_in_success()));
    let regional = service.regional_parameter.as_ref().map(|name| quote!(.regional_parameter(#name)));
    file.items(quote! {
        static PROTOCOL: #kind = #protocol;
    });
    file.items(quote! {
        /// The facts about the service.
        pub(crate) static SERVICE: ServiceSchema = ServiceSchema::new(#id, &PROTOCOL)
            #signing
            #prefix
            .api_version(#version)
            .crate_version(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            #rules
            #headers
            #discovery
            #errors_in_success
            #regional;
    });
    file.text("shapesmith_runtime::client!(SERVICE, Request);\n".to_owned());
    if !service.auth_tokens.is_empty() {
        let methods = service.auth_tokens.iter().map(auth_token);
        file.items(quote! {
            /// Tokens that servers take in place of a password.
            impl<M> Client<M> {
                #(#methods)*
            }
        });
    }
    file
}

/// The method that makes a token.
fn auth_token(token: &AuthToken) -> TokenStream {
    let AuthToken { name, signing_name, action, has_port, parameters, .. } = token;
    let method = ident(&auth_token_method(name));
    let arguments: Vec<_> =
        parameters.iter().map(|parameter| ident(&auth_token_argument(parameter))).collect();
    let (port, address) = match has_port {
        true => (quote!(port: u16,), quote!(format!("{host}:{port}"))),
        false => (quote!(), quote!(host.to_owned())),
    };
    let documentation = documentation::paragraphs([format!(
        "A token for {}, signed for {}: the password to log in with, for a quarter of an hour.",
        documentation::code(action),
        documentation::code(signing_name)
    )]);
    quote! {
        #documentation
        pub fn #method(
            &self,
            host: &str,
            #port
            #(#arguments: &str),*
        ) -> shapesmith_runtime::AuthTokenRequest<M> {
            shapesmith_runtime::AuthTokenRequest::new(&self.inner, #signing_name, #action, #address)
                #(.parameter(#parameters, #arguments.to_owned()))*
        }
    }
}

/// The fact of the service which operation tells the endpoints of others.
fn endpoint_operation(context: &Context<'_>) -> Option<TokenStream> {
    let telling = context.service.endpoint_operation.as_ref()?;
    let mut operations = context.names.operations(context.service);
    let (_, names) = operations.find(|(operation, _)| operation.name == *telling)?;
    let (module, input) = (ident(&names.module), format_ident!("{}Input", names.type_prefix));
    Some(quote!(.endpoint_operation(EndpointOperation::of::<crate::operation::#module::#input>())))
}

/// The type of a protocol in the runtime, and the value that stands for it.
fn protocol(protocol: &Protocol) -> (TokenStream, TokenStream) {
    let compatible = |yes: &bool| yes.then(|| quote!(.query_compatible()));
    match protocol {
        Protocol::AwsJson { version, target_prefix, query_compatible } => {
            let constructor = if version == "1.0" { quote!(v1_0) } else { quote!(v1_1) };
            let compatible = compatible(query_compatible);
            (quote!(AwsJson), quote!(AwsJson::#constructor(#target_prefix)#compatible))
        }
        Protocol::RestJson => (quote!(RestJson), quote!(RestJson::new())),
        Protocol::RestXml => (quote!(RestXml), quote!(RestXml::new())),
        Protocol::Query => (quote!(Query), quote!(Query::new())),
        Protocol::Ec2 => (quote!(Query), quote!(Query::ec2())),
        Protocol::RpcV2Cbor { service, query_compatible } => {
            let compatible = compatible(query_compatible);
            (quote!(RpcV2Cbor), quote!(RpcV2Cbor::new(#service)#compatible))
        }
    }
}

/// The features of the runtime that a service needs. The protocols of the services that give credentials are there
/// without.
pub(super) fn runtime_features(service: &Service) -> Vec<&'static str> {
    let protocol = match &service.protocol {
        Protocol::AwsJson { .. } | Protocol::Query | Protocol::Ec2 | Protocol::RestJson => None,
        Protocol::RestXml => Some("rest-xml"),
        Protocol::RpcV2Cbor { .. } => Some("cbor"),
    };
    let is_signed = service.operations.iter().any(|operation| operation.authentication.signed);
    let has_checksums = service
        .operations
        .iter()
        .any(|operation| operation.checksum.is_some() || operation.tree_hash.is_some());
    let bodies = [
        service.endpoint_operation.as_ref().map(|_| "discovery"),
        ((has_urls(service) && is_signed) || !service.auth_tokens.is_empty()).then_some("presign"),
        has_checksums.then_some("checksum"),
        has_streams(service).then_some("stream"),
        has_events(service).then_some("events"),
    ];
    protocol.into_iter().chain(bodies.into_iter().flatten()).collect()
}

/// Whether requests can be signed in their URL.
fn has_urls(service: &Service) -> bool {
    !matches!(service.protocol, Protocol::AwsJson { .. } | Protocol::RpcV2Cbor { .. })
}

/// Whether any body is a stream.
fn has_streams(service: &Service) -> bool {
    service.shapes.iter().any(|shape| shape.kind == ShapeKind::Stream)
}

/// Whether any reply is a stream of events.
fn has_events(service: &Service) -> bool {
    service.shapes.iter().any(|shape| matches!(shape.kind, ShapeKind::Events { .. }))
}

/// `blocking.rs`.
pub(crate) fn blocking() -> RustFile {
    let mut file = RustFile::new([
        "The same client for programs without an async runtime: calls block the thread, and listings are",
        "iterators.",
    ]);
    file.items(quote! {
        use shapesmith_runtime::mode::Blocking;
        use crate::Client as AsyncClient;
        use crate::client::SERVICE;
    });
    file.items(quote! {
        /// A call on its way, as the blocking client gives it.
        pub type Request<I> = crate::Request<I, Blocking>;
    });
    file.text("shapesmith_runtime::blocking_client!(SERVICE, AsyncClient);\n".to_owned());
    file
}

/// `request.rs`.
pub(crate) fn request() -> RustFile {
    let mut file = RustFile::new(["Requests: an input on its way to the service."]);
    file.text("shapesmith_runtime::request!();\n".to_owned());
    file
}
