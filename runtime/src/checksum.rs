//! Checksums of bodies: how they are made, piece by piece, and how headers write them.
//!
//! Which request has one is not said here; see `client/checksum.rs`.
//!
//! Source: [checking object integrity](https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html).

mod crc;
#[cfg(test)]
mod tests;

use std::fmt;

use http::HeaderName;
#[cfg(feature = "md5")]
use md5::Digest;
use ring::digest::{Context, SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA512};

use crate::codec::text;
use crate::error::RequestError;
use crc::{Crc32c, Crc64};

/// A way to make a checksum.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ChecksumAlgorithm {
    /// CRC-32 as zlib has it: what is sent where nobody says anything else.
    Crc32,
    /// CRC-32C, with the polynomial of Castagnoli.
    Crc32c,
    /// CRC-64/NVME, which S3 keeps with objects of itself.
    Crc64Nvme,
    /// SHA-1.
    Sha1,
    /// SHA-256.
    Sha256,
    /// SHA-512.
    Sha512,
    /// MD5, which says nothing against an attacker.
    #[cfg(feature = "md5")]
    Md5,
}

impl ChecksumAlgorithm {
    /// The algorithms in the order in which the checksums of a reply are looked for, the cheapest first, as in
    /// `httpchecksum.py` of botocore 1.44.5.
    pub const ALL: &[Self] = &[
        Self::Crc64Nvme,
        Self::Crc32c,
        Self::Crc32,
        Self::Sha1,
        Self::Sha256,
        Self::Sha512,
        #[cfg(feature = "md5")]
        Self::Md5,
    ];

    /// The name as models have it, such as `CRC64NVME`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Crc32 => "CRC32",
            Self::Crc32c => "CRC32C",
            Self::Crc64Nvme => "CRC64NVME",
            Self::Sha1 => "SHA1",
            Self::Sha256 => "SHA256",
            Self::Sha512 => "SHA512",
            #[cfg(feature = "md5")]
            Self::Md5 => "MD5",
        }
    }

    /// The algorithm of a name, in capitals or not; `None` for one that cannot be made here.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|algorithm| algorithm.as_str().eq_ignore_ascii_case(name))
    }

    /// The header that a checksum of this kind stands in.
    pub(crate) const fn header(self) -> HeaderName {
        HeaderName::from_static(match self {
            Self::Crc32 => "x-amz-checksum-crc32",
            Self::Crc32c => "x-amz-checksum-crc32c",
            Self::Crc64Nvme => "x-amz-checksum-crc64nvme",
            Self::Sha1 => "x-amz-checksum-sha1",
            Self::Sha256 => "x-amz-checksum-sha256",
            Self::Sha512 => "x-amz-checksum-sha512",
            #[cfg(feature = "md5")]
            Self::Md5 => "x-amz-checksum-md5",
        })
    }

    /// The checksum of bytes, as members and headers have it: in base64.
    ///
    /// ```
    /// use shapesmith_runtime::checksum::ChecksumAlgorithm;
    ///
    /// assert_eq!(ChecksumAlgorithm::Crc32.of(b"one two"), "zQeJLw==");
    /// ```
    pub fn of(self, bytes: &[u8]) -> String {
        Checksum::of(self, bytes)
    }

    /// A checksum that was made elsewhere, of the bytes that it consists of, as members and headers have it.
    ///
    /// # Errors
    ///
    /// There are more or fewer bytes than such a checksum has.
    ///
    /// ```
    /// use shapesmith_runtime::checksum::ChecksumAlgorithm;
    ///
    /// assert_eq!(ChecksumAlgorithm::Crc32.from_digest(&[0xcd, 0x07, 0x89, 0x2f])?, "zQeJLw==");
    /// assert_eq!(ChecksumAlgorithm::Crc32.from_hex("cd07892f")?, "zQeJLw==");
    /// assert!(ChecksumAlgorithm::Sha256.from_hex("cd07892f").is_err());
    /// # Ok::<(), shapesmith_runtime::error::RequestError>(())
    /// ```
    #[allow(clippy::wrong_self_convention, reason = "the algorithm says what the bytes are, and is no text")]
    pub fn from_digest(self, digest: &[u8]) -> Result<String, RequestError> {
        let (has, wanted) = (digest.len(), self.length());
        match has == wanted {
            true => Ok(text::base64(digest)),
            false => Err(RequestError::new(format_args!(
                "a checksum by {self} has {wanted} bytes, and this has {has}"
            ))),
        }
    }

    /// A checksum that was made elsewhere, in hexadecimal digits as command line tools print it.
    ///
    /// # Errors
    ///
    /// What is none, or has more or fewer digits than such a checksum has.
    #[allow(clippy::wrong_self_convention, reason = "the algorithm says what the digits are, and is no text")]
    pub fn from_hex(self, digits: &str) -> Result<String, RequestError> {
        let byte = |pair: &[u8]| {
            let pair =
                std::str::from_utf8(pair).ok().filter(|pair| pair.len() == 2 && !pair.starts_with('+'))?;
            u8::from_str_radix(pair, 16).ok()
        };
        let bytes: Option<Vec<u8>> = digits.as_bytes().chunks(2).map(byte).collect();
        let bytes = bytes.ok_or_else(|| {
            RequestError::new("a checksum in hexadecimal is made of two digits for each byte")
        })?;
        self.from_digest(&bytes)
    }

    /// How many bytes a checksum has.
    const fn length(self) -> usize {
        match self {
            Self::Crc32 | Self::Crc32c => 4,
            Self::Crc64Nvme => 8,
            Self::Sha1 => 20,
            Self::Sha256 => 32,
            Self::Sha512 => 64,
            #[cfg(feature = "md5")]
            Self::Md5 => 16,
        }
    }

    /// How many bytes a checksum has in base64.
    #[cfg(feature = "stream")]
    pub(crate) const fn text_length(self) -> usize {
        self.length().div_ceil(3) * 4
    }
}

/// What became of the checksum of a reply's body: [`Metadata::checksum`](crate::Metadata::checksum).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplyChecksum {
    /// Nobody asked for one.
    #[default]
    Unasked,
    /// The reply tells none, or none that can be made here.
    Untold,
    /// It is made of the checksums of parts, which nobody knows who has the whole.
    OfParts,
    /// The body is a part of the whole that the checksum is of.
    OfMore,
    /// The body is held to it: one in memory was, and a stream ends with an error where it does not fit.
    Held(ChecksumAlgorithm),
}

impl fmt::Display for ChecksumAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.as_str())
    }
}

/// A checksum that is being made.
pub(crate) enum Checksum {
    Crc32(crc32fast::Hasher),
    Crc32c(Crc32c),
    Crc64(Box<Crc64>),
    /// SHA-1, SHA-256 or SHA-512.
    Sha(Box<Context>),
    #[cfg(feature = "md5")]
    Md5(Box<md5::Md5>),
}

impl Checksum {
    /// Of nothing so far.
    pub(crate) fn new(algorithm: ChecksumAlgorithm) -> Self {
        let sha = |algorithm| Self::Sha(Box::new(Context::new(algorithm)));
        match algorithm {
            ChecksumAlgorithm::Crc32 => Self::Crc32(crc32fast::Hasher::new()),
            ChecksumAlgorithm::Crc32c => Self::Crc32c(Crc32c::default()),
            ChecksumAlgorithm::Crc64Nvme => Self::Crc64(Box::default()),
            ChecksumAlgorithm::Sha1 => sha(&SHA1_FOR_LEGACY_USE_ONLY),
            ChecksumAlgorithm::Sha256 => sha(&SHA256),
            ChecksumAlgorithm::Sha512 => sha(&SHA512),
            #[cfg(feature = "md5")]
            ChecksumAlgorithm::Md5 => Self::Md5(Box::default()),
        }
    }

    /// The checksum of a body in memory, in base64.
    pub(crate) fn of(algorithm: ChecksumAlgorithm, body: &[u8]) -> String {
        let mut checksum = Self::new(algorithm);
        checksum.update(body);
        checksum.finish()
    }

    /// Goes on with more of the body.
    pub(crate) fn update(&mut self, bytes: &[u8]) {
        match self {
            Self::Crc32(crc) => crc.update(bytes),
            Self::Crc32c(crc) => crc.update(bytes),
            Self::Crc64(crc) => crc.update(bytes),
            Self::Sha(hash) => hash.update(bytes),
            #[cfg(feature = "md5")]
            Self::Md5(hash) => hash.update(bytes),
        }
    }

    /// The checksum in base64, most significant byte first.
    pub(crate) fn finish(self) -> String {
        match self {
            Self::Crc32(crc) => text::base64(&crc.finalize().to_be_bytes()),
            Self::Crc32c(crc) => text::base64(&crc.finish().to_be_bytes()),
            Self::Crc64(crc) => text::base64(&crc.finish().to_be_bytes()),
            Self::Sha(hash) => text::base64(hash.finish().as_ref()),
            #[cfg(feature = "md5")]
            Self::Md5(hash) => text::base64(&hash.finalize()),
        }
    }
}
