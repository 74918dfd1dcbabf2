//! Signature version 4 of a POST to `/`, and no more of it than that.
//!
//! Source: [Create a signed AWS API request](https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html).

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use ring::{digest, hmac};

/// Keys, and where they are good for.
pub(crate) struct Signer {
    pub(crate) access_key_id: String,
    pub(crate) secret_access_key: String,
    pub(crate) region: String,
    pub(crate) service: &'static str,
}

/// What a signature adds to a request.
pub(crate) struct Signed {
    pub(crate) date: String,
    pub(crate) authorization: String,
}

impl Signer {
    /// Signs a body that is sent to a host for an operation.
    pub(crate) fn sign(&self, host: &str, target: &str, body: &[u8]) -> Signed {
        let date = date(SystemTime::now());
        let (day, _) = date.split_once('T').unwrap_or((&date, ""));
        let scope = format!("{day}/{}/{}/aws4_request", self.region, self.service);
        let names = "host;x-amz-date;x-amz-target";
        let canonical = format!(
            "POST\n/\n\nhost:{host}\nx-amz-date:{date}\nx-amz-target:{target}\n\n{names}\n{}",
            hash(body)
        );
        let to_sign = format!("AWS4-HMAC-SHA256\n{date}\n{scope}\n{}", hash(canonical.as_bytes()));
        let mut key = format!("AWS4{}", self.secret_access_key).into_bytes();
        for part in [day, &self.region, self.service, "aws4_request"] {
            key = mac(&key, part).as_ref().to_vec();
        }
        let signature = hex(mac(&key, &to_sign).as_ref());
        let authorization = format!(
            "AWS4-HMAC-SHA256 Credential={}/{scope}, SignedHeaders={names}, Signature={signature}",
            self.access_key_id
        );
        Signed { date, authorization }
    }
}

fn mac(key: &[u8], text: &str) -> hmac::Tag {
    hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, key), text.as_bytes())
}

fn hash(bytes: &[u8]) -> String {
    hex(digest::digest(&digest::SHA256, bytes).as_ref())
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// A time as signatures have it, `20260131T120000Z`.
fn date(time: SystemTime) -> String {
    let seconds = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or(Duration::ZERO).as_secs();
    // Years are counted from March, so that the day that some years have more is the last of its year;
    // an era is the four hundred years after which the calendar comes round again.
    let days = seconds / 86_400 + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{:04}{month:02}{day:02}T{hour:02}{minute:02}{second:02}Z", era * 400 + year_of_era + next)
}

#[cfg(test)]
mod tests {
    use std::time::{Duration, SystemTime};

    use super::date;

    #[test]
    fn dates_follow_the_calendar() {
        let at = |seconds| date(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
        assert_eq!(at(0), "19700101T000000Z");
        assert_eq!(at(951_827_696), "20000229T123456Z");
        assert_eq!(at(1_769_860_799), "20260131T115959Z");
    }
}
