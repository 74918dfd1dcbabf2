//! How an upload is cut into parts, and the file that remembers it over a restart.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde_json::{Value, json};

use crate::Error;

/// The most parts that an upload can have.
///
/// Source: [limits of multipart uploads](https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html).
pub(crate) const MOST_PARTS: u64 = 10_000;

/// The size of the parts of an upload: at least what is wanted, and as much as the number of parts asks for. All parts
/// but the last are of this size, since some servers want that.
pub(crate) fn part_size(wanted: u64, length: Option<u64>) -> u64 {
    const STEP: u64 = 1 << 20;
    match length.map_or(0, |length| length.div_ceil(MOST_PARTS)) {
        least if least > wanted => least.div_ceil(STEP) * STEP,
        _ => wanted.max(1),
    }
}

/// What has to be known to go on with an upload after a restart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Token {
    pub(crate) bucket: String,
    pub(crate) key: String,
    pub(crate) upload_id: String,
    pub(crate) part_size: u64,
    /// Length and time of change of the file, which must not be another one by then.
    pub(crate) length: u64,
    pub(crate) changed: u64,
}

impl Token {
    /// Where the token of a file is kept.
    pub(crate) fn place(file: &Path) -> PathBuf {
        let mut name = file.as_os_str().to_owned();
        name.push(".upload");
        name.into()
    }

    /// The token that is kept for a file, if it is about the same bucket, key and content.
    pub(crate) fn read(file: &Path, bucket: &str, key: &str) -> Option<Self> {
        let text = std::fs::read_to_string(Self::place(file)).ok()?;
        let value: Value = serde_json::from_str(&text).ok()?;
        let text = |name: &str| value.get(name)?.as_str().map(str::to_owned);
        let number = |name: &str| value.get(name)?.as_u64();
        let token = Self {
            bucket: text("bucket")?,
            key: text("key")?,
            upload_id: text("upload_id")?,
            part_size: number("part_size")?,
            length: number("length")?,
            changed: number("changed")?,
        };
        let (length, changed) = facts(file).ok()?;
        let is_same =
            token.bucket == bucket && token.key == key && (token.length, token.changed) == (length, changed);
        is_same.then_some(token)
    }

    /// Keeps the token for a file.
    pub(crate) fn write(&self, file: &Path) -> Result<(), Error> {
        let value = json!({
            "bucket": self.bucket,
            "key": self.key,
            "upload_id": self.upload_id,
            "part_size": self.part_size,
            "length": self.length,
            "changed": self.changed,
        });
        Ok(std::fs::write(Self::place(file), format!("{value:#}\n"))?)
    }

    /// Forgets the token of a file.
    pub(crate) fn remove(file: &Path) {
        // There may be none.
        drop(std::fs::remove_file(Self::place(file)));
    }
}

/// The length of a file, and when it was changed, in nanoseconds.
pub(crate) fn facts(file: &Path) -> Result<(u64, u64), Error> {
    let about = std::fs::metadata(file)?;
    let changed = about.modified()?.duration_since(UNIX_EPOCH).unwrap_or_default();
    Ok((about.len(), u64::try_from(changed.as_nanos()).unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use super::part_size;

    #[test]
    fn parts_are_as_large_as_wanted_or_as_their_number_allows() {
        const MIB: u64 = 1 << 20;
        assert_eq!(part_size(8 * MIB, None), 8 * MIB);
        assert_eq!(part_size(8 * MIB, Some(100 * MIB)), 8 * MIB);
        // 5 TiB, the largest object there is.
        let size = part_size(8 * MIB, Some(5 << 40));
        assert!(size.is_multiple_of(MIB) && (5_u64 << 40).div_ceil(size) <= 10_000, "{size}");
    }
}
