//! What no model says of itself: corrections and patches put it there, under keys that are the same in every form.

use crate::Error;
use crate::front::node::Node;

/// What is added to a service.
#[derive(Default)]
pub(crate) struct OfService {
    /// `headers`: headers of every request.
    pub(crate) headers: Vec<(String, String)>,
    /// `errorsInSuccess`: whether a reply may tell an error although its status tells a success.
    pub(crate) errors_in_success: bool,
    /// `regionalParameter`: the parameter of the endpoint rules that names what lies in one region.
    pub(crate) regional_parameter: Option<String>,
    /// `authTokens`: tokens that servers take in place of a password, by name.
    pub(crate) auth_tokens: Vec<(String, AuthTokenEntry)>,
}

/// An entry of `authTokens`.
pub(crate) struct AuthTokenEntry {
    /// `signingName`.
    pub(crate) signing_name: String,
    /// `action`.
    pub(crate) action: String,
    /// `port`: whether the host has a port behind it.
    pub(crate) has_port: bool,
    /// `parameters`, which follow the action.
    pub(crate) parameters: Vec<String>,
}

/// What is added to an operation.
#[derive(Default)]
pub(crate) struct OfOperation {
    /// `crossRegion`: the members by which it copies from another region.
    pub(crate) cross_region: Option<CrossRegionEntry>,
    /// `formFields`: it takes uploads by forms, and these members have names of their own there.
    pub(crate) form_fields: Vec<(String, String)>,
    /// `treeHash`: the member of the input that tells the tree hash of the body.
    pub(crate) tree_hash: Option<String>,
}

/// The value of `crossRegion`.
pub(crate) struct CrossRegionEntry {
    /// `source`: the region that is copied from.
    pub(crate) source: String,
    /// `sourceForClient`: whether the service knows nothing of that member.
    pub(crate) source_is_for_client: bool,
    /// `destination`: the region that is copied to, a member or a parameter of the signed request alone.
    pub(crate) destination: String,
    /// `url`: the request to the other region, signed in its URL.
    pub(crate) url: String,
}

/// Reads what is added to a service.
pub(crate) fn of_service(node: &Node<'_>) -> Result<OfService, Error> {
    let texts = |node: &Node<'_>| node.entries_as(|value| value.text());
    Ok(OfService {
        headers: node.optional_as("headers", texts)?.unwrap_or_default(),
        errors_in_success: node.flag("errorsInSuccess")?,
        regional_parameter: node.optional_text("regionalParameter")?,
        auth_tokens: node
            .optional_as("authTokens", |tokens| tokens.entries_as(read_auth_token))?
            .unwrap_or_default(),
    })
}

fn read_auth_token(node: &Node<'_>) -> Result<AuthTokenEntry, Error> {
    Ok(AuthTokenEntry {
        signing_name: node.required("signingName")?.text()?,
        action: node.required("action")?.text()?,
        has_port: node.flag("port")?,
        parameters: node.optional_as("parameters", |node| node.texts())?.unwrap_or_default(),
    })
}

/// Reads what is added to an operation.
pub(crate) fn of_operation(node: &Node<'_>) -> Result<OfOperation, Error> {
    Ok(OfOperation {
        cross_region: node.optional_as("crossRegion", read_cross_region)?,
        form_fields: node
            .optional_as("formFields", |fields| fields.entries_as(|value| value.text()))?
            .unwrap_or_default(),
        tree_hash: node.optional_text("treeHash")?,
    })
}

fn read_cross_region(node: &Node<'_>) -> Result<CrossRegionEntry, Error> {
    Ok(CrossRegionEntry {
        source: node.required("source")?.text()?,
        source_is_for_client: node.flag("sourceForClient")?,
        destination: node.required("destination")?.text()?,
        url: node.required("url")?.text()?,
    })
}
