//! What stands for a text: the same for the same text, on every system.

use sha2::{Digest, Sha256};

use crate::text::unix;

/// The SHA-256 of a text, whatever its line ends are, in hexadecimal.
pub(crate) fn hash(text: &str) -> String {
    let digest = Sha256::digest(unix(text).as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::hash;

    #[test]
    fn line_ends_do_not_count() {
        assert_eq!(hash("a\nb"), hash("a\r\nb"));
        // The known answer of NIST's for three letters.
        assert_eq!(hash("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
