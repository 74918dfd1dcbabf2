//! The services that give credentials: the operations that providers call, written by hand the way generated code is,
//! with the members that they need.
//!
//! Source: the models of `sts`, `sso` and `sso-oidc` in botocore 1.44.5, by whose tests the rules are tested, too.

pub(super) mod oidc;
pub(super) mod sso;
pub(super) mod sts;
#[cfg(test)]
mod tests;

/// What a service is called in the `user-agent` header in place of a generated crate.
const CRATE: &str = concat!("credentials/", env!("CARGO_PKG_VERSION"));

/// The endpoint rules that regional services have: those that come first, the first label of the host, and those that
/// come before the plain endpoint of the region.
macro_rules! regional {
    ($label:literal) => {
        regional!([], [], $label, [])
    };
    ([$($parameter:expr),*], [$($first:expr),*], $label:literal, [$($special:expr),*]) => {
        RuleSet::new()
            .parameters(&[
                string("Region").built_in(BuiltIn::Region),
                boolean("UseDualStack").built_in(BuiltIn::UseDualStack).required().or(false),
                boolean("UseFIPS").built_in(BuiltIn::UseFips).required().or(false),
                string("Endpoint").built_in(BuiltIn::Endpoint),
                $($parameter,)*
            ])
            .rules(&[
                $($first,)*
                tree(&[IsSet(&Reference("Endpoint"))], &[
                    error(&[BooleanEquals(&Reference("UseFIPS"), true)],
                        "Invalid Configuration: FIPS and custom endpoint are not supported"),
                    error(&[BooleanEquals(&Reference("UseDualStack"), true)],
                        "Invalid Configuration: Dualstack and custom endpoint are not supported"),
                    endpoint(&[], "{Endpoint}"),
                ]),
                tree(&[
                    IsSet(&Reference("Region")),
                    Assign("PartitionResult", &FindPartition(&Reference("Region"))),
                ], &[
                    tree(&[
                        BooleanEquals(&Reference("UseFIPS"), true),
                        BooleanEquals(&Reference("UseDualStack"), true),
                    ], &[
                        endpoint(&[
                            BooleanEquals(&Attribute("PartitionResult", "supportsFIPS"), true),
                            BooleanEquals(&Attribute("PartitionResult", "supportsDualStack"), true),
                        ], concat!("https://", $label, "-fips.{Region}.{PartitionResult#dualStackDnsSuffix}")),
                        error(&[], "FIPS and DualStack are enabled, but this partition does not support one or both"),
                    ]),
                    tree(&[BooleanEquals(&Reference("UseFIPS"), true)], &[
                        tree(&[BooleanEquals(&Attribute("PartitionResult", "supportsFIPS"), true)], &[
                            endpoint(&[StringEquals(&Attribute("PartitionResult", "name"), &Text("aws-us-gov"))],
                                concat!("https://", $label, ".{Region}.amazonaws.com")),
                            endpoint(&[], concat!("https://", $label, "-fips.{Region}.{PartitionResult#dnsSuffix}")),
                        ]),
                        error(&[], "FIPS is enabled but this partition does not support FIPS"),
                    ]),
                    tree(&[BooleanEquals(&Reference("UseDualStack"), true)], &[
                        endpoint(&[BooleanEquals(&Attribute("PartitionResult", "supportsDualStack"), true)],
                            concat!("https://", $label, ".{Region}.{PartitionResult#dualStackDnsSuffix}")),
                        error(&[], "DualStack is enabled but this partition does not support DualStack"),
                    ]),
                    $($special,)*
                    endpoint(&[], concat!("https://", $label, ".{Region}.{PartitionResult#dnsSuffix}")),
                ]),
                error(&[], "Invalid Configuration: Missing Region"),
            ])
    };
}

use regional;
