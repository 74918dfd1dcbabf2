//! What becomes of each trait.
//!
//! Traits that stand in no row are unknown: of the namespaces `smithy.*` and `aws.*` they keep clients from using what
//! they stand on, since they could change the wire; of any other they say something to somebody else.

use crate::front::smithy::id;

/// What becomes of a trait.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fate {
    /// The generator does what it says.
    Honoured,
    /// It becomes documentation.
    Documentation,
    /// Nothing that a client does depends on it.
    NoEffect,
    /// What it stands on cannot be used; what it makes of it, in words.
    Refused(&'static str),
    /// Nothing is known of it, and it could matter.
    Unknown,
    /// Nothing is known of it, and it is somebody's own.
    Foreign,
}

use Fate::{Documentation, Honoured, NoEffect, Refused};

/// All traits that are known, sorted.
const TABLE: &[(&str, Fate)] = &[
    ("aws.api#arn", NoEffect),
    ("aws.api#arnReference", NoEffect),
    ("aws.api#awsChunked", Refused("sent in signed chunks")),
    ("aws.api#clientDiscoveredEndpoint", Honoured),
    ("aws.api#clientEndpointDiscovery", Honoured),
    ("aws.api#clientEndpointDiscoveryId", Honoured),
    ("aws.api#controlPlane", NoEffect),
    ("aws.api#data", NoEffect),
    ("aws.api#dataPlane", NoEffect),
    ("aws.api#service", Honoured),
    ("aws.api#tagEnabled", NoEffect),
    ("aws.api#taggable", NoEffect),
    ("aws.auth#cognitoUserPools", Honoured),
    ("aws.auth#sigv4", Honoured),
    ("aws.auth#sigv4a", Honoured),
    ("aws.auth#unsignedPayload", Honoured),
    ("aws.customizations#s3UnwrappedXmlOutput", Honoured),
    ("aws.endpoints#dualStackOnlyEndpoints", NoEffect),
    ("aws.endpoints#endpointsModifier", NoEffect),
    ("aws.endpoints#rulesBasedEndpoints", NoEffect),
    ("aws.endpoints#standardPartitionalEndpoints", NoEffect),
    ("aws.endpoints#standardRegionalEndpoints", NoEffect),
    ("aws.protocols#awsJson1_0", Honoured),
    ("aws.protocols#awsJson1_1", Honoured),
    ("aws.protocols#awsQuery", Honoured),
    ("aws.protocols#awsQueryCompatible", Honoured),
    ("aws.protocols#awsQueryError", Honoured),
    ("aws.protocols#ec2Query", Honoured),
    ("aws.protocols#ec2QueryName", Honoured),
    ("aws.protocols#httpChecksum", Honoured),
    ("aws.protocols#restJson1", Honoured),
    ("aws.protocols#restXml", Honoured),
    ("smithy.api#addedDefault", NoEffect),
    ("smithy.api#auth", Honoured),
    ("smithy.api#authDefinition", NoEffect),
    ("smithy.api#box", NoEffect),
    ("smithy.api#clientOptional", NoEffect),
    ("smithy.api#cors", NoEffect),
    ("smithy.api#default", NoEffect),
    ("smithy.api#deprecated", Honoured),
    ("smithy.api#documentation", Documentation),
    ("smithy.api#endpoint", Honoured),
    ("smithy.api#enum", Honoured),
    ("smithy.api#enumValue", Honoured),
    ("smithy.api#error", Honoured),
    ("smithy.api#eventHeader", Honoured),
    ("smithy.api#eventPayload", Honoured),
    ("smithy.api#examples", NoEffect),
    ("smithy.api#externalDocumentation", NoEffect),
    ("smithy.api#hostLabel", Honoured),
    ("smithy.api#http", Honoured),
    ("smithy.api#httpApiKeyAuth", Honoured),
    ("smithy.api#httpBasicAuth", Honoured),
    ("smithy.api#httpBearerAuth", Honoured),
    ("smithy.api#httpChecksumRequired", Honoured),
    ("smithy.api#httpDigestAuth", Honoured),
    ("smithy.api#httpError", Documentation),
    ("smithy.api#httpHeader", Honoured),
    ("smithy.api#httpLabel", Honoured),
    ("smithy.api#httpPayload", Honoured),
    ("smithy.api#httpPrefixHeaders", Honoured),
    ("smithy.api#httpQuery", Honoured),
    ("smithy.api#httpQueryParams", Honoured),
    ("smithy.api#httpResponseCode", Honoured),
    ("smithy.api#idRef", NoEffect),
    ("smithy.api#idempotencyToken", Honoured),
    ("smithy.api#idempotent", NoEffect),
    ("smithy.api#input", NoEffect),
    ("smithy.api#internal", NoEffect),
    ("smithy.api#jsonName", Honoured),
    ("smithy.api#length", Documentation),
    ("smithy.api#longPoll", NoEffect),
    ("smithy.api#mediaType", Honoured),
    ("smithy.api#mixin", Honoured),
    ("smithy.api#nestedProperties", NoEffect),
    ("smithy.api#noReplace", NoEffect),
    ("smithy.api#notProperty", NoEffect),
    ("smithy.api#optionalAuth", Honoured),
    ("smithy.api#output", NoEffect),
    ("smithy.api#paginated", Honoured),
    ("smithy.api#pattern", Documentation),
    ("smithy.api#private", NoEffect),
    ("smithy.api#property", NoEffect),
    ("smithy.api#protocolDefinition", NoEffect),
    ("smithy.api#range", Documentation),
    ("smithy.api#readonly", NoEffect),
    ("smithy.api#recommended", NoEffect),
    ("smithy.api#references", NoEffect),
    ("smithy.api#requestCompression", Honoured),
    ("smithy.api#required", Honoured),
    ("smithy.api#requiresLength", Honoured),
    ("smithy.api#resourceIdentifier", NoEffect),
    ("smithy.api#retryable", Honoured),
    ("smithy.api#sensitive", Honoured),
    ("smithy.api#since", NoEffect),
    ("smithy.api#sparse", Honoured),
    ("smithy.api#streaming", Honoured),
    ("smithy.api#suppress", NoEffect),
    ("smithy.api#tags", NoEffect),
    ("smithy.api#timestampFormat", Honoured),
    ("smithy.api#title", Honoured),
    ("smithy.api#trait", NoEffect),
    ("smithy.api#traitValidators", NoEffect),
    ("smithy.api#uniqueItems", NoEffect),
    ("smithy.api#unitType", NoEffect),
    ("smithy.api#unstable", NoEffect),
    ("smithy.api#xmlAttribute", Honoured),
    ("smithy.api#xmlFlattened", Honoured),
    ("smithy.api#xmlName", Honoured),
    ("smithy.api#xmlNamespace", Honoured),
    ("smithy.protocols#rpcv2Cbor", Honoured),
    ("smithy.protocols#rpcv2Json", Honoured),
    ("smithy.rules#clientContextParams", Honoured),
    ("smithy.rules#contextParam", Honoured),
    ("smithy.rules#endpointBdd", NoEffect),
    ("smithy.rules#endpointRuleSet", Honoured),
    ("smithy.rules#endpointTests", NoEffect),
    ("smithy.rules#operationContextParams", Honoured),
    ("smithy.rules#staticContextParams", Honoured),
    ("smithy.test#eventStreamTests", NoEffect),
    ("smithy.test#httpMalformedRequestTests", NoEffect),
    ("smithy.test#httpRequestTests", NoEffect),
    ("smithy.test#httpResponseTests", NoEffect),
    ("smithy.test#smokeTests", NoEffect),
    ("smithy.waiters#waitable", Honoured),
];

/// Namespaces of which every trait has the same fate.
const NAMESPACES: &[(&str, Fate)] = &[
    ("aws.apigateway", NoEffect),
    ("aws.cloudformation", NoEffect),
    ("aws.iam", NoEffect),
    ("smithy.mqtt", Refused("sent over MQTT")),
    ("smithy.openapi", NoEffect),
];

/// What becomes of a trait.
pub(super) fn fate(trait_id: &str) -> Fate {
    if let Ok(position) = TABLE.binary_search_by(|(known, _)| (*known).cmp(trait_id))
        && let Some((_, fate)) = TABLE.get(position)
    {
        return *fate;
    }
    let namespace = id::namespace(trait_id);
    if let Some((_, fate)) = NAMESPACES.iter().find(|(known, _)| *known == namespace) {
        return *fate;
    }
    let is_ours = ["aws", "smithy"].iter().any(|root| {
        namespace.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    });
    if is_ours { Fate::Unknown } else { Fate::Foreign }
}

#[cfg(test)]
mod tests {
    use super::{Fate, TABLE, fate};

    #[test]
    fn the_table_is_sorted() {
        assert!(TABLE.is_sorted_by(|(one, _), (other, _)| one < other));
    }

    #[test]
    fn what_is_not_known_depends_on_whose_it_is() {
        assert_eq!(fate("smithy.api#required"), Fate::Honoured);
        assert_eq!(fate("aws.iam#conditionKeys"), Fate::NoEffect);
        assert_eq!(fate("smithy.mqtt#publish"), Fate::Refused("sent over MQTT"));
        assert_eq!(fate("smithy.api#brandNew"), Fate::Unknown);
        assert_eq!(fate("aws.new#brandNew"), Fate::Unknown);
        assert_eq!(fate("awsome.traits#own"), Fate::Foreign);
        assert_eq!(fate("com.example#own"), Fate::Foreign);
    }
}
