//! What generated crates and this one have agreed on.

/// States which contract a generated crate was written for. Generated crates begin with it, so that one that
/// does not go with this runtime fails with a line that says what to do, before anything else is looked at.
///
/// The number is counted up whenever tables, macros or traits change so that crates generated before no
/// longer compile, or would mean something else.
#[macro_export]
macro_rules! contract {
    (4) => {};
    ($other:literal) => {
        ::core::compile_error!(::core::concat!(
            "this crate was generated for contract ",
            $other,
            " of shapesmith-runtime, and the one it is built with has contract 4: generate the crate again with \
             the tool of the same release as the runtime, or depend on the runtime of the release that generated it"
        ));
    };
}

/// The contract that this runtime has with generated crates.
pub const VERSION: u32 = 4;

#[cfg(test)]
mod tests {
    // It compiles, and that is the test.
    crate::contract!(4);
}
