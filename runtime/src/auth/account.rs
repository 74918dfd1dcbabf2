//! The account that credentials belong to, also where `reqsign` does not look for it: in answers of credential
//! services and processes.
//!
//! Source: `AccountId` as `credentials.py` of botocore 1.44.5 reads it.

use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use super::Credentials;

/// The account that the last answer named.
#[derive(Clone, Debug, Default)]
pub(super) struct Account {
    named: Arc<Mutex<Option<String>>>,
}

impl Account {
    /// Looks at an answer: a JSON object with `AccountId`.
    pub(super) fn look_at(&self, answer: &[u8]) {
        let answer: Option<Value> = serde_json::from_slice(answer).ok();
        let account = answer.as_ref().and_then(|answer| answer.get("AccountId")).and_then(Value::as_str);
        let account = account.filter(|account| !account.is_empty()).map(str::to_owned);
        *self.named.lock().unwrap_or_else(PoisonError::into_inner) = account;
    }

    /// The account, where an answer named one.
    pub(super) fn take(&self) -> Option<String> {
        self.named.lock().unwrap_or_else(PoisonError::into_inner).take()
    }
}

/// Credentials with the account that they belong to, where that is known.
pub(super) fn of_account(credentials: Credentials, account_id: Option<&str>) -> Credentials {
    match account_id {
        Some(account_id) => credentials.with_account_id(account_id),
        None => credentials,
    }
}
