//! The state of a listing, for every operation at once.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use serde_json::Value;

use super::{StopReason, path, resume};
use crate::error::PaginationError;
use crate::protocol::OperationSchema;
use crate::schema::PaginatorSchema;
use crate::shape::Structure;

/// Where a listing stands.
pub(crate) struct Pager {
    operation: &'static OperationSchema,
    schema: &'static PaginatorSchema,
    /// What the next page is asked for with, one for each token of the schema.
    tokens: Vec<Option<Value>>,
    /// What the last page given was asked for with; `None` before the first.
    page_tokens: Option<Vec<Option<Value>>>,
    page_size: Option<u32>,
    /// How many items of the first page an earlier listing had given.
    skip: usize,
    /// Hashes of all tokens that pages were asked for with. Tokens are long and listings longer.
    seen: HashSet<u64>,
    hasher: RandomState,
    pages: u64,
    stop: Option<StopReason>,
    error: Option<PaginationError>,
    /// Whether the token to begin with could not be used.
    is_misplaced: bool,
}

impl Pager {
    /// A listing that begins with the tokens of an input.
    pub(crate) fn new(
        operation: &'static OperationSchema,
        schema: &'static PaginatorSchema,
        input: &dyn Structure,
    ) -> Self {
        Self {
            operation,
            schema,
            tokens: schema.tokens.iter().map(|token| path::get(input, token.input)).collect(),
            page_tokens: None,
            page_size: None,
            skip: 0,
            seen: HashSet::new(),
            hasher: RandomState::new(),
            pages: 0,
            stop: None,
            error: None,
            is_misplaced: false,
        }
    }

    pub(crate) fn page_size(&mut self, size: u32) {
        self.page_size = Some(size);
    }

    /// Begins elsewhere. A token that does not fit is told as an error of the first page.
    pub(crate) fn start_at(&mut self, token: &str) {
        match resume::decode(token, self.operation.name, self.schema.tokens.len()) {
            Ok(point) => {
                self.tokens = point.tokens;
                self.skip = point.skip;
            }
            Err(reason) => self.fail(PaginationError::StartingToken { reason }),
        }
    }

    /// Makes an input ask for the next page.
    ///
    /// # Errors
    ///
    /// A page size or token that the input has no place for.
    pub(crate) fn prepare(&mut self, input: &mut dyn Structure) -> Result<(), PaginationError> {
        if let Some(size) = self.page_size {
            let Some(limit_key) = self.schema.limit_key else {
                let reason = format!("{} does not let one choose it", self.operation.name);
                return Err(PaginationError::PageSize { reason });
            };
            path::set(input, limit_key, Some(Value::from(size)))
                .map_err(|reason| PaginationError::PageSize { reason: format!("{limit_key}: {reason}") })?;
        }
        for (token, value) in self.schema.tokens.iter().zip(&self.tokens) {
            // What does not fit is not told: tokens may hold data of the listing.
            path::set(input, token.input, value.clone()).map_err(|_| PaginationError::StartingToken {
                reason: format!("{} does not take such a token", token.input),
            })?;
        }
        self.seen.insert(self.hash());
        Ok(())
    }

    /// Takes the next tokens out of a page.
    pub(crate) fn advance(&mut self, output: &dyn Structure) {
        self.pages = self.pages.saturating_add(1);
        let more = self.schema.more_results.map(|name| path::get(output, name).is_some());
        let next = self
            .schema
            .tokens
            .iter()
            .map(|token| token.output.iter().find_map(|candidate| path::get(output, candidate)))
            .collect();
        self.page_tokens = Some(std::mem::replace(&mut self.tokens, next));
        let is_token_missing = self.tokens.iter().all(Option::is_none);
        if more == Some(true) && is_token_missing {
            self.stop = Some(StopReason::MissingToken);
            self.error = Some(PaginationError::MissingToken { pages: self.pages });
        } else if more == Some(false) || is_token_missing {
            self.stop = Some(StopReason::End);
        } else if self.seen.contains(&self.hash()) {
            self.stop = Some(StopReason::RepeatedToken);
            self.error = Some(PaginationError::RepeatedToken { pages: self.pages });
        }
    }

    /// A token for the next page, or for what comes after some items of it.
    pub(crate) fn resume_token(&self, skip: usize) -> Option<String> {
        match self.stop {
            Some(StopReason::End | StopReason::RepeatedToken | StopReason::MissingToken) => None,
            // Where it should have begun is not known, and the beginning is somewhere else.
            _ if self.is_misplaced => None,
            _ => resume::encode(self.operation.name, &self.tokens, if skip > 0 { skip } else { self.skip }),
        }
    }

    /// A token for the last page given, or for what comes after some items of it.
    pub(crate) fn page_token(&self, skip: usize) -> Option<String> {
        resume::encode(self.operation.name, self.page_tokens.as_ref()?, skip)
    }

    /// How many items of the page are to be passed over; from then on none.
    pub(crate) fn take_skip(&mut self) -> usize {
        std::mem::take(&mut self.skip)
    }

    pub(crate) fn stop(&mut self, reason: StopReason) {
        self.stop = Some(reason);
    }

    pub(crate) fn stop_reason(&self) -> Option<StopReason> {
        self.stop
    }

    /// An error of the listing itself, once.
    pub(crate) fn take_error(&mut self) -> Option<PaginationError> {
        self.error.take()
    }

    /// Goes on with the page that failed. A listing that could not begin where it was told to cannot begin
    /// elsewhere instead.
    pub(crate) fn retry(&mut self) {
        if self.stop == Some(StopReason::Error) && !self.is_misplaced {
            self.stop = None;
        }
    }

    fn fail(&mut self, error: PaginationError) {
        self.stop = Some(StopReason::Error);
        self.error = Some(error);
        self.is_misplaced = true;
    }

    fn hash(&self) -> u64 {
        let texts: Vec<Option<String>> =
            self.tokens.iter().map(|token| token.as_ref().map(Value::to_string)).collect();
        self.hasher.hash_one(texts)
    }
}
