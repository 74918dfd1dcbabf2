//! The glue of enums of known texts.

/// Completes an enum of known texts, whose last variant is `Unknown(UnknownValue)`.
///
/// Each row is `Variant: "value";`, in model order. The macro adds `as_str`, `values`, `is_unknown`,
/// `From<&str>`, `From<String>`, `FromStr`, `Display`, `AsRef<str>`, `Borrow<str>`, serde with the feature `serde`, and
/// the enum's use as a member or as the key of a map. A text that no row holds becomes `Unknown`, so nothing is lost.
/// Equality, hash and order are those of the text, so that neither a new value nor its place in the model changes them.
///
/// ```
/// #[derive(Clone, Debug)]
/// pub enum State {
///     UnknownValue,
///     Alarm,
///     Unknown(shapesmith_runtime::UnknownValue),
/// }
///
/// shapesmith_runtime::string_enum! {
///     State {
///         UnknownValue: "UNKNOWN";
///         Alarm: "ALARM";
///     }
/// }
///
/// assert_eq!(State::from("UNKNOWN"), State::UnknownValue);
/// assert!(State::from("OK").is_unknown());
/// assert_eq!(State::from("OK").as_str(), "OK");
/// assert_eq!(State::values(), ["UNKNOWN", "ALARM"]);
/// ```
#[macro_export]
macro_rules! string_enum {
    ($type:ident { $($variant:ident: $value:literal;)* }) => {
        impl $type {
            /// The value as it stands on the wire.
            #[inline]
            pub fn as_str(&self) -> &str {
                match self {
                    $(Self::$variant => $value,)*
                    Self::Unknown(value) => $crate::__private::unknown_text(value),
                }
            }

            /// The values that the model knows, in model order, as they stand on the wire.
            #[inline]
            pub const fn values() -> &'static [&'static str] {
                &[$($value),*]
            }

            /// Whether the model does not know this value.
            #[inline]
            pub const fn is_unknown(&self) -> bool {
                ::core::matches!(self, Self::Unknown(_))
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<&str> for $type {
            #[inline]
            fn from(text: &str) -> Self {
                match text {
                    $($value => Self::$variant,)*
                    _ => Self::Unknown($crate::__private::unknown(text)),
                }
            }
        }

        const _: () = {
            #[automatically_derived]
            impl $crate::shape::Shape for $type {
                type Kind = $crate::shape::OfEnum;
            }

            #[automatically_derived]
            impl $crate::shape::EnumShape for $type {
                const VALUES: &'static [&'static str] = $type::values();

                #[inline]
                fn is_known(&self) -> bool {
                    !self.is_unknown()
                }
            }

            #[automatically_derived]
            impl ::core::cmp::PartialEq for $type {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    self.as_str() == other.as_str()
                }
            }

            #[automatically_derived]
            impl ::core::cmp::Eq for $type {}

            #[automatically_derived]
            impl ::core::cmp::PartialOrd for $type {
                #[inline]
                fn partial_cmp(&self, other: &Self) -> ::core::option::Option<::core::cmp::Ordering> {
                    ::core::option::Option::Some(::core::cmp::Ord::cmp(self, other))
                }
            }

            #[automatically_derived]
            impl ::core::cmp::Ord for $type {
                #[inline]
                fn cmp(&self, other: &Self) -> ::core::cmp::Ordering {
                    ::core::cmp::Ord::cmp(self.as_str(), other.as_str())
                }
            }

            #[automatically_derived]
            impl ::core::hash::Hash for $type {
                #[inline]
                fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                    ::core::hash::Hash::hash(self.as_str(), state);
                }
            }

            #[automatically_derived]
            impl ::core::borrow::Borrow<str> for $type {
                #[inline]
                fn borrow(&self) -> &str {
                    self.as_str()
                }
            }

            #[automatically_derived]
            impl ::core::convert::From<::std::string::String> for $type {
                #[inline]
                fn from(text: ::std::string::String) -> Self {
                    ::core::convert::From::from(text.as_str())
                }
            }

            #[automatically_derived]
            impl ::core::str::FromStr for $type {
                type Err = ::core::convert::Infallible;

                #[inline]
                fn from_str(text: &str) -> ::core::result::Result<Self, ::core::convert::Infallible> {
                    ::core::result::Result::Ok(::core::convert::From::from(text))
                }
            }

            #[automatically_derived]
            impl ::core::fmt::Display for $type {
                #[inline]
                fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    formatter.pad(self.as_str())
                }
            }

            #[automatically_derived]
            impl ::core::convert::AsRef<str> for $type {
                #[inline]
                fn as_ref(&self) -> &str {
                    self.as_str()
                }
            }

            $crate::__serde!($type);
        };
    };
}
