//! The glue that generated code would otherwise repeat: one macro per kind of shape.
//!
//! Each takes the table that a reader wants to see (members, names, targets, facts) and adds
//! the impls that follow from it. Paths are absolute, so that a modelled shape may be called
//! `Option` or `String` without harm.
//!
//! Every function is marked `#[inline]`. That is about build time, not about calls: the compiler makes
//! machine code for such a function only where it is used, so a crate with a thousand shapes compiles
//! as if it had the few that its consumer touches.

/// Makes a plain struct a [`Structure`](crate::shape::Structure).
///
/// Each row is `field: "ModelName" => target, facts…;`, in model order. Targets and facts are
/// named as in [`crate::shape::table`]; a name on the wire stands there only where it differs: `wire("name")`. The
/// macro adds `Debug` (sensitive members redacted), [`Value`](crate::shape::Value), [`Shape`](crate::shape::Shape) and,
/// with the feature `serde`, serde's `Serialize` and `Deserialize`.
///
/// ```
/// #[derive(Clone, PartialEq)]
/// pub struct Alarm {
///     pub name: String,
/// }
///
/// shapesmith_runtime::structure! {
///     Alarm as "Alarm" {
///         name: "Name" => String, REQUIRED;
///     }
/// }
///
/// let alarm = Alarm { name: "disk-full".into() };
/// assert_eq!(serde_json::to_string(&alarm)?, r#"{"Name":"disk-full"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! structure {
    ($type:ident as $name:literal { $($field:ident: $member:literal => $target:expr $(, $trait:expr)*;)* }) => {
        const _: () = {
            static SCHEMA: $crate::shape::StructureSchema = {
                #[allow(unused_imports)]
                use $crate::table::*;
                $crate::shape::StructureSchema::new($name, &[$($crate::__member!($field, $member, $target $(, $trait)*)),*])
            };

            #[automatically_derived]
            impl $crate::shape::Shape for $type {
                #[inline]
                fn target() -> $crate::shape::Target {
                    $crate::shape::Target::Structure(&SCHEMA)
                }
            }

            #[automatically_derived]
            impl $crate::shape::Sealed for $type {}

            #[automatically_derived]
            impl $crate::shape::Structure for $type {
                #[inline]
                fn schema(&self) -> &'static $crate::shape::StructureSchema {
                    &SCHEMA
                }

                #[inline]
                fn members<'a>(&'a self, look: &mut dyn $crate::shape::Look<'a>) {
                    look.look(&[$($crate::shape::Value::view(&self.$field)),*]);
                }

                #[inline]
                fn members_mut(&mut self, fill: &mut dyn $crate::shape::Fill) {
                    fill.fill(&mut [$(&mut self.$field),*]);
                }
            }

            #[automatically_derived]
            impl $crate::shape::Value for $type {
                #[inline]
                fn empty() -> Self {
                    Self { $($field: $crate::shape::Value::empty()),* }
                }

                #[inline]
                fn view(&self) -> $crate::shape::View<'_> {
                    $crate::shape::View::Structure(self)
                }

                #[inline]
                fn slot(&mut self) -> $crate::shape::Slot<'_> {
                    $crate::shape::Slot::Structure(self)
                }
            }

            $crate::__common!($type);
        };
    };
}

/// Makes a Rust enum a [`Union`](crate::shape::Union).
///
/// The enum has one variant per member, each with one field, and `Unknown { name: String }`, which
/// keeps the name on the wire of a member that the model does not know. Each row is
/// `Variant: "ModelName" => target, facts…;`, in model order, as in [`structure!`](crate::structure).
#[macro_export]
macro_rules! union {
    ($type:ident as $name:literal { $($variant:ident: $member:literal => $target:expr $(, $trait:expr)*;)* }) => {
        const _: () = {
            static SCHEMA: $crate::shape::UnionSchema = {
                #[allow(unused_imports)]
                use $crate::table::*;
                $crate::shape::UnionSchema::new($name, &[$($crate::__member!($variant, $member, $target $(, $trait)*)),*])
            };

            #[automatically_derived]
            impl $crate::shape::Shape for $type {
                #[inline]
                fn target() -> $crate::shape::Target {
                    $crate::shape::Target::Union(&SCHEMA)
                }
            }

            #[automatically_derived]
            impl $crate::shape::Sealed for $type {}

            #[automatically_derived]
            impl $crate::shape::Union for $type {
                #[inline]
                fn schema(&self) -> &'static $crate::shape::UnionSchema {
                    &SCHEMA
                }

                #[inline]
                #[allow(unused_variables, unused_mut, unused_assignments)]
                fn current(&self) -> $crate::shape::Current<'_> {
                    let mut index = 0;
                    $(
                        if let Self::$variant(value) = self {
                            return $crate::shape::Current::Member(index, $crate::shape::Value::view(value));
                        }
                        index += 1;
                    )*
                    match self {
                        Self::Unknown { name } => $crate::shape::Current::Unknown(name),
                        #[allow(unreachable_patterns)]
                        _ => $crate::shape::Current::Unknown(""),
                    }
                }

                #[inline]
                #[allow(unused_variables, unused_mut, unused_assignments)]
                fn slot(&mut self, member: usize) -> $crate::shape::Slot<'_> {
                    let mut index = member;
                    $(
                        if index == 0 {
                            *self = Self::$variant($crate::shape::Value::empty());
                            return match self {
                                Self::$variant(value) => $crate::shape::Value::slot(value),
                                #[allow(unreachable_patterns)]
                                _ => $crate::shape::Slot::Ignored,
                            };
                        }
                        index = index.wrapping_sub(1);
                    )*
                    $crate::shape::Slot::Ignored
                }

                #[inline]
                fn set_unknown(&mut self, name: &str) {
                    *self = Self::Unknown { name: ::std::borrow::ToOwned::to_owned(name) };
                }
            }

            #[automatically_derived]
            impl $crate::shape::Value for $type {
                #[inline]
                fn empty() -> Self {
                    Self::Unknown { name: ::std::string::String::new() }
                }

                #[inline]
                fn view(&self) -> $crate::shape::View<'_> {
                    $crate::shape::View::Union(self)
                }

                #[inline]
                fn slot(&mut self) -> $crate::shape::Slot<'_> {
                    $crate::shape::Slot::Union(self)
                }
            }

            $crate::__common!($type);
        };
    };
}

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
                #[inline]
                fn target() -> $crate::shape::Target {
                    $crate::shape::Target::Enum($type::values())
                }
            }

            #[automatically_derived]
            impl $crate::shape::Sealed for $type {}

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
            impl $crate::shape::EnumSlot for $type {
                #[inline]
                fn set(&mut self, text: &str) -> bool {
                    *self = ::core::convert::From::from(text);
                    !self.is_unknown()
                }
            }

            #[automatically_derived]
            impl $crate::shape::Value for $type {
                #[inline]
                fn empty() -> Self {
                    <Self as ::core::convert::From<&str>>::from("")
                }

                #[inline]
                fn view(&self) -> $crate::shape::View<'_> {
                    $crate::shape::View::Enum(self.as_str())
                }

                #[inline]
                fn slot(&mut self) -> $crate::shape::Slot<'_> {
                    $crate::shape::Slot::Enum(self)
                }
            }

            #[automatically_derived]
            impl $crate::shape::MapKey for $type {
                #[inline]
                fn as_key(&self) -> &str {
                    self.as_str()
                }

                #[inline]
                fn from_key(key: &str) -> Self {
                    ::core::convert::From::from(key)
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

/// One row of a table, as a [`Member`](crate::schema::Member).
#[doc(hidden)]
#[macro_export]
macro_rules! __member {
    ($field:ident, $name:literal, $target:expr $(, $fact:expr)*) => {
        $crate::shape::Member::new(::core::stringify!($field), $name, $target)$(.set($fact))*
    };
}

/// What structures and unions have in common.
#[doc(hidden)]
#[macro_export]
macro_rules! __common {
    ($type:ident) => {
        #[automatically_derived]
        impl ::core::fmt::Debug for $type {
            #[inline]
            fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                $crate::__private::debug(self, formatter)
            }
        }

        $crate::__serde!($type);
    };
}

/// Serde through the same two functions for every shape.
#[cfg(feature = "serde")]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($type:ident) => {
        #[automatically_derived]
        impl $crate::__private::Serialize for $type {
            #[inline]
            fn serialize<S: $crate::__private::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::__private::serialize(self, serializer)
            }
        }

        #[automatically_derived]
        impl<'de> $crate::__private::Deserialize<'de> for $type {
            #[inline]
            fn deserialize<D: $crate::__private::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::__private::deserialize(deserializer)
            }
        }
    };
}

/// Nothing, without the feature `serde`.
#[cfg(not(feature = "serde"))]
#[doc(hidden)]
#[macro_export]
macro_rules! __serde {
    ($type:ident) => {};
}
