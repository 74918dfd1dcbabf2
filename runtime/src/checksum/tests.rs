#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use super::crc::{Crc32c, Crc64};
use super::{Checksum, ChecksumAlgorithm};

/// The check values of the catalogue: of the digits from one to nine.
const DIGITS: &[u8] = b"123456789";

#[test]
fn remainders_are_those_of_the_catalogue() {
    let mut crc = Crc32c::default();
    crc.update(DIGITS);
    assert_eq!(crc.finish(), 0xe306_9283);
    let mut crc = Crc64::default();
    crc.update(DIGITS);
    assert_eq!(crc.finish(), 0xae8b_1486_0a79_9888);
}

#[test]
fn checksums_stand_in_headers_as_services_write_them() {
    // What Python's zlib and hashlib say, and for the two others the values of the catalogue, in base64.
    let known = [
        (ChecksumAlgorithm::Crc32, "y/Q5Jg=="),
        (ChecksumAlgorithm::Crc32c, "4waSgw=="),
        (ChecksumAlgorithm::Crc64Nvme, "rosUhgp5mIg="),
        (ChecksumAlgorithm::Sha1, "98O8HYCOBHMq32eZZczDTKeuNEE="),
        (ChecksumAlgorithm::Sha256, "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="),
        (
            ChecksumAlgorithm::Sha512,
            "2eZ2LdHI6vbWGzxhkvxAjU1tXxF20MKRabwk5xw/J0rSf81YEbMT1oH35V7ALXPUmclUVba1u1A6z1dPuo/+hQ==",
        ),
    ];
    for (algorithm, text) in known {
        assert_eq!(Checksum::of(algorithm, DIGITS), text, "{algorithm}");
    }
}

#[test]
fn pieces_make_the_checksum_of_the_whole_wherever_they_are_cut() {
    let body: Vec<u8> = (0..200u32).map(|index| (index * 37 % 251) as u8).collect();
    for algorithm in ChecksumAlgorithm::ALL {
        let whole = Checksum::of(*algorithm, &body);
        for cut in 0..body.len() {
            let (before, after) = body.split_at(cut);
            let mut checksum = Checksum::new(*algorithm);
            checksum.update(before);
            checksum.update(after);
            assert_eq!(checksum.finish(), whole, "{algorithm} cut at {cut}");
        }
    }
}

#[test]
fn algorithms_are_known_by_their_names_in_models_and_no_other() {
    for algorithm in ChecksumAlgorithm::ALL {
        #[cfg(feature = "stream")]
        assert_eq!(Checksum::of(*algorithm, b"").len(), algorithm.text_length());
        assert_eq!(ChecksumAlgorithm::named(algorithm.as_str()), Some(*algorithm));
        assert_eq!(algorithm.header().as_str(), format!("x-amz-checksum-{algorithm}").to_lowercase());
    }
    assert_eq!(ChecksumAlgorithm::named("XXHASH64"), None);
}
