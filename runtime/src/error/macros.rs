//! The glue of generated error types.

/// Makes a generated enum the errors of an operation.
///
/// Each row is `Variant(type), is_variant;`, where the type is an [`exception!`](crate::exception), and the name after
/// it, which may be left out, is that of a method that asks for the variant; the enum has
/// one more variant, `Unhandled`. The macro adds these methods, [`OperationError`](crate::error::OperationError),
/// [`ListedErrors`](crate::operation::ListedErrors), `PartialEq`, `Debug`, `Display`, `std::error::Error` and
/// `From<Unhandled>`.
#[macro_export]
macro_rules! operation_error {
    ($type:ident { $($variant:ident($exception:ty) $(, $predicate:ident)?;)* }) => {
        impl $type {
            $($(
                #[doc = ::core::concat!("Whether it is [`", ::core::stringify!($variant), "`](Self::", ::core::stringify!($variant), ").")]
                #[inline]
                pub const fn $predicate(&self) -> bool {
                    ::core::matches!(self, Self::$variant(_))
                }
            )?)*
        }

        const _: () = {
            #[automatically_derived]
            impl $crate::operation::ListedErrors for $type {
                const LISTED: &'static [$crate::operation::ErrorSchema] =
                    &[$(<$exception as $crate::operation::Exception>::SCHEMA),*];
            }

            #[automatically_derived]
            impl $crate::error::OperationError for $type {
                #[inline]
                #[allow(unused_variables)]
                fn from_code(
                    code: &str,
                    fill: &mut $crate::error::FillException<'_>,
                ) -> ::core::option::Option<Self> {
                    $(
                        if code == <$exception as $crate::operation::Exception>::SCHEMA.code {
                            return ::core::option::Option::Some(Self::$variant($crate::error::filled(fill)));
                        }
                    )*
                    ::core::option::Option::None
                }

                #[inline]
                fn from_unhandled(unhandled: $crate::error::Unhandled) -> Self {
                    Self::Unhandled(unhandled)
                }

                #[inline]
                fn variant(&self) -> $crate::error::Variant<'_> {
                    match self {
                        $(Self::$variant(exception) => $crate::error::Variant::Listed {
                            name: ::core::stringify!($variant),
                            code: <$exception as $crate::operation::Exception>::SCHEMA.code,
                            exception,
                        },)*
                        Self::Unhandled(unhandled) => $crate::error::Variant::Unhandled(unhandled),
                    }
                }
            }

            #[automatically_derived]
            impl ::core::cmp::PartialEq for $type {
                #[inline]
                fn eq(&self, other: &Self) -> bool {
                    $crate::error::OperationError::variant(self) == $crate::error::OperationError::variant(other)
                }
            }

            #[automatically_derived]
            impl ::core::fmt::Debug for $type {
                #[inline]
                fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    ::core::fmt::Debug::fmt(&$crate::error::OperationError::variant(self), formatter)
                }
            }

            #[automatically_derived]
            impl ::core::fmt::Display for $type {
                #[inline]
                fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    $crate::error::write_operation_error(formatter, self)
                }
            }

            // The text of the exception is already in `Display`, so there is no source to add.
            #[automatically_derived]
            impl ::std::error::Error for $type {}

            #[automatically_derived]
            impl ::core::convert::From<$crate::error::Unhandled> for $type {
                #[inline]
                fn from(unhandled: $crate::error::Unhandled) -> Self {
                    Self::Unhandled(unhandled)
                }
            }
        };
    };
}

/// Makes a generated structure an exception: adds `Display`, which is its code and message, and
/// `std::error::Error`, and [`Exception`](crate::error::Exception) with the facts that follow the
/// code: `RETRYABLE`, `THROTTLING`, `FAULT`.
#[macro_export]
macro_rules! exception {
    ($type:ident as $code:literal $(, $fact:ident)*) => {
        const _: () = {
            #[automatically_derived]
            impl $crate::operation::Exception for $type {
                const SCHEMA: $crate::operation::ErrorSchema =
                    $crate::operation::ErrorSchema::of::<Self>($code)$(.set($crate::table::$fact))*;
            }

            #[automatically_derived]
            impl ::core::fmt::Display for $type {
                #[inline]
                fn fmt(&self, formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    $crate::error::write_exception(formatter, $code, self)
                }
            }

            #[automatically_derived]
            impl ::std::error::Error for $type {}
        };
    };
}
