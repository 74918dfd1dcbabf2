//! Partitions: sets of regions that share host names.

use crate::schema::Partition;

impl Partition {
    /// The partition of a region: the one that lists it, else the one whose pattern it fits, else
    /// the first.
    pub(super) fn find<'a>(partitions: &'a [Self], region: &str) -> Option<&'a Self> {
        let listed = partitions.iter().find(|partition| partition.regions.contains(&region));
        listed
            .or_else(|| partitions.iter().find(|partition| partition.fits(region)))
            .or_else(|| partitions.first())
    }

    pub(super) fn fits(&self, region: &str) -> bool {
        self.region_prefixes.iter().any(|prefix| {
            let rest = region.strip_prefix(prefix).and_then(|rest| rest.strip_prefix('-'));
            rest.and_then(|rest| rest.split_once('-')).is_some_and(|(word, number)| {
                let is_word = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_';
                !word.is_empty()
                    && word.bytes().all(is_word)
                    && !number.is_empty()
                    && number.bytes().all(|byte| byte.is_ascii_digit())
            })
        })
    }
}
