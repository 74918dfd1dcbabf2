//! The glue that generated code would otherwise repeat: one macro per kind of shape.
//!
//! Each takes the table that a reader wants to see (members, names, targets, facts) and adds
//! the impls that follow from it. Paths are absolute, so that a modelled shape may be called
//! `Option` or `String` without harm.
//!
//! Every function is marked `#[inline]`. That is about build time, not about calls: the compiler makes
//! machine code for such a function only where it is used, so a crate with a thousand shapes compiles
//! as if it had the few that its consumer touches.

mod text;

/// Makes a plain struct a [`Structure`](crate::shape::Structure).
///
/// Each row is `field: "ModelName" => target, facts…;`, in model order. Targets and facts are
/// named as in [`crate::shape::table`]; a name on the wire stands there only where it differs: `wire("name")`. Behind
/// a colon after the name stand the traits by which values are compared: `PartialEq`, `Eq` and `Hash`, which read the
/// same as derives and cost a build less. The macro adds `Debug` (sensitive members redacted),
/// [`Value`](crate::shape::Value), [`Shape`](crate::shape::Shape) and, with the feature `serde`, serde's `Serialize` and
/// `Deserialize`.
///
/// ```
/// #[derive(Clone)]
/// pub struct Alarm {
///     pub name: String,
/// }
///
/// shapesmith_runtime::structure! {
///     Alarm as "Alarm": PartialEq, Eq, Hash {
///         name: "Name" => String, REQUIRED;
///     }
/// }
///
/// let alarm = Alarm { name: "disk-full".into() };
/// assert_eq!(alarm, alarm.clone());
/// assert_eq!(serde_json::to_string(&alarm)?, r#"{"Name":"disk-full"}"#);
/// # Ok::<(), serde_json::Error>(())
/// ```
#[macro_export]
macro_rules! structure {
    ($type:ident as $name:literal $(: $($compared:ident),+)? { $($field:ident: $member:literal => $target:expr $(, $trait:expr)*;)* }) => {
        const _: () = {
            #[automatically_derived]
            impl $crate::shape::Shape for $type {
                type Kind = $crate::shape::OfStructure;
            }

            #[automatically_derived]
            impl $crate::shape::StructureShape for $type {
                const SCHEMA: &'static $crate::shape::StructureSchema = {
                    #[allow(unused_imports)]
                    use $crate::table::*;
                    static SCHEMA: $crate::shape::StructureSchema = $crate::shape::StructureSchema::new(
                        $name,
                        &[$($crate::shape::Member::new(::core::stringify!($field), $member, $target)$(.set($trait))*),*],
                    );
                    &SCHEMA
                };

                #[inline]
                fn blank() -> Self {
                    Self { $($field: $crate::shape::Value::empty()),* }
                }

                #[inline]
                fn look_at<'a>(&'a self, look: &mut dyn $crate::shape::Look<'a>) {
                    look.look(&[$($crate::shape::Value::view(&self.$field)),*]);
                }

                #[inline]
                fn fill_with(&mut self, fill: &mut dyn $crate::shape::Fill) {
                    fill.fill(&mut [$(&mut self.$field),*]);
                }
            }

            $($($crate::__compared!($type: $compared);)*)?
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
    ($type:ident as $name:literal $(: $($compared:ident),+)? { $($variant:ident: $member:literal => $target:expr $(, $trait:expr)*;)* }) => {
        const _: () = {
            #[automatically_derived]
            impl $crate::shape::Shape for $type {
                type Kind = $crate::shape::OfUnion;
            }

            #[automatically_derived]
            impl $crate::shape::UnionShape for $type {
                const SCHEMA: &'static $crate::shape::UnionSchema = {
                    #[allow(unused_imports)]
                    use $crate::table::*;
                    static SCHEMA: $crate::shape::UnionSchema = $crate::shape::UnionSchema::new(
                        $name,
                        &[$($crate::shape::Member::new(::core::stringify!($variant), $member, $target)$(.set($trait))*),*],
                    );
                    &SCHEMA
                };

                #[inline]
                fn blank() -> Self {
                    Self::Unknown { name: ::std::string::String::new() }
                }
            }

            #[automatically_derived]
            impl $crate::shape::Union for $type {
                #[inline]
                fn schema(&self) -> &'static $crate::shape::UnionSchema {
                    <Self as $crate::shape::UnionShape>::SCHEMA
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

            $($($crate::__compared!($type: $compared);)*)?
            $crate::__common!($type);
        };
    };
}

/// One of the traits by which values are compared, as a derive would have it.
#[doc(hidden)]
#[macro_export]
macro_rules! __compared {
    ($type:ident: PartialEq) => {
        #[automatically_derived]
        impl ::core::cmp::PartialEq for $type {
            #[inline]
            fn eq(&self, other: &Self) -> bool {
                $crate::__private::equal(self, other)
            }
        }
    };
    ($type:ident: Eq) => {
        #[automatically_derived]
        impl ::core::cmp::Eq for $type {}
    };
    ($type:ident: Hash) => {
        #[automatically_derived]
        impl ::core::hash::Hash for $type {
            #[inline]
            fn hash<H: ::core::hash::Hasher>(&self, state: &mut H) {
                $crate::__private::hash(self, state);
            }
        }
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
