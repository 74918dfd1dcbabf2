//! The pages of an operation that is known by name.

use super::DynamicOperation;
use crate::call::pagination::{Pager, StopReason};
use crate::call::request::Response;
use crate::client::Client;
use crate::client::overrides::RequestConfig;
use crate::error::{ErrorKind, Failure, PaginationError};
use crate::schema::PaginatorSchema;
use crate::shape::Structure;

/// The pages of a listing, each as the service gave it; see [`Pages`](crate::call::pagination::Pages) for
/// an operation whose types are at hand.
#[must_use = "a listing does nothing until its pages are asked for"]
pub struct DynamicPages {
    client: Client,
    operation: &'static DynamicOperation,
    paginator: &'static PaginatorSchema,
    input: Box<dyn Structure>,
    config: RequestConfig,
    pager: Pager,
}

impl DynamicPages {
    /// The pages of the listing that an input asks for; `None` where the model has no paginator for
    /// the operation.
    pub fn new(
        client: Client,
        operation: &'static DynamicOperation,
        input: Box<dyn Structure>,
        config: RequestConfig,
    ) -> Option<Self> {
        let paginator = operation.paginator?;
        let pager = Pager::new(operation.schema, paginator, &*input);
        Some(Self { client, operation, paginator, input, config, pager })
    }

    /// Where tokens, limit and results stand.
    pub fn paginator(&self) -> &'static PaginatorSchema {
        self.paginator
    }

    /// How many results a page may hold; the service may send fewer. For an operation that does not
    /// let one choose, the first page is an error.
    pub fn page_size(mut self, size: u32) -> Self {
        self.pager.page_size(size);
        self
    }

    /// Begins where another listing stopped: with what a resume token says, or with a token of the
    /// service itself.
    pub fn starting_token(mut self, token: impl AsRef<str>) -> Self {
        self.pager.start_at(token.as_ref());
        self
    }

    /// The next page; `None` when the listing has stopped.
    pub async fn next(&mut self) -> Option<Result<Response<Box<dyn Structure>>, Failure>> {
        if let Some(error) = self.pager.take_error() {
            return Some(Err(self.failure(error)));
        }
        if self.pager.stop_reason().is_some() {
            return None;
        }
        let page = self.fetch().await;
        match &page {
            Ok(page) => self.pager.advance(&**page.output()),
            Err(_) => self.pager.stop(StopReason::Error),
        }
        Some(page)
    }

    /// How many results of the page just given an earlier listing had given; from then on none.
    pub fn take_skip(&mut self) -> usize {
        self.pager.take_skip()
    }

    /// A token to continue with after the last page given; `None` when there is nothing after it.
    pub fn resume_token(&self) -> Option<String> {
        self.pager.resume_token(0)
    }

    /// A token to continue with after some results of the last page given.
    pub fn resume_token_within(&self, results: usize) -> Option<String> {
        self.pager.page_token(results)
    }

    /// Why the listing stopped; `None` while it goes on.
    pub fn stop_reason(&self) -> Option<StopReason> {
        self.pager.stop_reason()
    }

    async fn fetch(&mut self) -> Result<Response<Box<dyn Structure>>, Failure> {
        self.pager.prepare(&mut *self.input).map_err(|error| self.failure(error))?;
        let mut output = self.operation.empty_output();
        let metadata =
            self.client.call(self.operation.schema, &mut *self.input, &mut *output, &self.config).await?;
        Ok(Response::new(output, metadata))
    }

    fn failure(&self, error: PaginationError) -> Failure {
        Failure::new(ErrorKind::Pagination(error), self.operation.schema.facts())
    }
}
