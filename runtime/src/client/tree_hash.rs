//! The tree hash of a body: of each mebibyte its hash, of each two hashes theirs, until there is one.
//!
//! Which operations tell it, and in which header, is a fact of theirs
//! ([`tree_hash`](crate::protocol::OperationSchema::tree_hash)).
//!
//! Source: [computing checksums](https://docs.aws.amazon.com/amazonglacier/latest/dev/checksum-calculations.html), and
//! `calculate_tree_hash` in botocore 1.44.5.

use http::{HeaderName, HeaderValue};
use ring::digest::{Context, SHA256, SHA256_OUTPUT_LEN};

use super::stages::Prepared;
use crate::auth::sigv4::Payload;
use crate::codec::text::hex;
use crate::error::RequestError;
use crate::http::{Body, HttpError};
use crate::protocol::OperationSchema;

/// What the hashes at the bottom of the tree are of, in bytes.
const LEAF: usize = 1 << 20;

/// Adds the tree hash of a body to the head of its request, unless the program gave one, and gives the hash of the whole,
/// which is signed. `None` where the operation tells none.
///
/// # Errors
///
/// A stream that can be read only once, or that fails.
pub(super) async fn add(
    operation: &OperationSchema,
    prepared: &mut Prepared,
) -> Result<Option<Payload>, RequestError> {
    let Some(body) = prepared.body.as_ref().filter(|_| !operation.tree_hash.is_empty()) else {
        return Ok(None);
    };
    let name = HeaderName::try_from(operation.tree_hash).map_err(RequestError::new)?;
    if prepared.head.headers.contains_key(&name) {
        return Ok(None);
    }
    let replay = body.replay().ok_or_else(|| {
        RequestError::new(
            "its body is a stream that can be read only once, and its tree hash has to be sent before it; give one \
             that can be had again, such as a file or bytes, or the hash itself",
        )
    })?;
    let (tree, whole) = read(replay)
        .await
        .map_err(|error| RequestError::new(format_args!("its body cannot be read: {error}")))?;
    prepared.head.headers.insert(name, HeaderValue::try_from(tree).map_err(RequestError::new)?);
    Ok(Some(Payload::of_hash(whole)))
}

/// The tree hash of a body, and the hash of the whole.
async fn read(mut body: Body) -> Result<(String, Context), HttpError> {
    let (mut tree, mut whole) = (Tree::default(), Context::new(&SHA256));
    while let Some(chunk) = body.next().await {
        let chunk = chunk?;
        whole.update(&chunk);
        tree.update(&chunk);
    }
    Ok((tree.finish(), whole))
}

/// A tree that grows from the left: the hashes that have no neighbour yet, the highest first.
struct Tree {
    waiting: Vec<(u32, Hash)>,
    leaf: Context,
    /// How much of the leaf there is.
    filled: usize,
}

type Hash = [u8; SHA256_OUTPUT_LEN];

impl Default for Tree {
    fn default() -> Self {
        Self { waiting: Vec::new(), leaf: Context::new(&SHA256), filled: 0 }
    }
}

impl Tree {
    fn update(&mut self, mut bytes: &[u8]) {
        while let Some((now, later)) =
            bytes.split_at_checked(bytes.len().min(LEAF - self.filled)).filter(|_| !bytes.is_empty())
        {
            self.leaf.update(now);
            self.filled += now.len();
            bytes = later;
            if self.filled == LEAF {
                self.end_leaf();
            }
        }
    }

    fn end_leaf(&mut self) {
        let (mut level, mut hash) = (0, finish(std::mem::replace(&mut self.leaf, Context::new(&SHA256))));
        self.filled = 0;
        while let Some((_, left)) = self.waiting.pop_if(|(beside, _)| *beside == level) {
            hash = joined(&left, &hash);
            level += 1;
        }
        self.waiting.push((level, hash));
    }

    fn finish(mut self) -> String {
        // Nothing at all has the hash of nothing.
        if self.filled > 0 || self.waiting.is_empty() {
            self.end_leaf();
        }
        // A hash without a neighbour goes up as it is.
        let mut hashes = self.waiting.into_iter().rev().map(|(_, hash)| hash);
        let last = hashes.next().unwrap_or_default();
        let root = hashes.fold(last, |right, left| joined(&left, &right));
        hex(&root)
    }
}

fn joined(left: &Hash, right: &Hash) -> Hash {
    let mut hash = Context::new(&SHA256);
    hash.update(left);
    hash.update(right);
    finish(hash)
}

fn finish(hash: Context) -> Hash {
    // All hashes of this kind are of this length.
    hash.finish().as_ref().try_into().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `calculate_tree_hash` of botocore 1.44.5 gives for so many bytes, counted up from zero modulo 251.
    const KNOWN: [(usize, &str); 6] = [
        (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        (1, "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"),
        (1048576, "631b84027d6b9e52b539c4e8373622d23032dfadc64d60af87339c9037e4f769"),
        (1048577, "a9c574ce937d2371daf87cdd0e75396b096d7f74a66c764e4c656bd12b2e7bf9"),
        (3145728, "2e7d51c0ffe06ce95fe74beed9a4ab35d18837f4ab2a9f4f066a60359eb999a1"),
        (5255225, "e02b9e3807cb0c5e1709614fce242826b22c63b7c7047816213a2f34937fb38c"),
    ];

    #[test]
    fn trees_are_the_ones_that_another_implementation_makes() {
        for (length, expected) in KNOWN {
            let bytes: Vec<u8> = (0..length).map(|index| (index % 251) as u8).collect();
            for piece in [7001, LEAF, LEAF + 1, bytes.len().max(1)] {
                let mut tree = Tree::default();
                bytes.chunks(piece).for_each(|chunk| tree.update(chunk));
                assert_eq!(tree.finish(), expected, "{length} bytes in pieces of {piece}");
            }
        }
    }
}
