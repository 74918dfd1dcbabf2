//! Listings that come in pages: [`Pages`] gives the pages, [`Items`] what is on them.
//!
//! Both are streams with inherent methods `next()` and `try_next()`. An absent or empty token is the end, an empty page is
//! not. A token that came before is an error, since the listing would never end. After an error the
//! stream is over; nothing is lost: [`Pages::retry`] continues with the page that failed, and
//! [`Pages::resume_token`] allows another process to.

mod pager;
mod path;
mod resume;

use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};

use futures_core::Stream;
use tokio::runtime::{Handle, Id};
use tokio::task::JoinHandle;
use tracing::Instrument;

use crate::call::mode::Async;
use crate::call::operation::{Paginated, PaginatedItems};
use crate::call::request::{Response, send};
use crate::client::Client;
use crate::client::overrides::RequestConfig;
use crate::error::{Error, ErrorKind, PaginationError};
use crate::http::{BoxFuture, HttpError, HttpErrorKind};
use crate::shape::Structure;

pub(crate) use pager::Pager;

/// Why a listing stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum StopReason {
    /// The service has no more.
    End,
    /// As many items as asked for were given; there may be more.
    Limit,
    /// The service gave a token that it had given before. The stream gave that as an error.
    RepeatedToken,
    /// The service said that there is more, and gave no token for it: the listing is not complete.
    MissingToken,
    /// The stream gave an error; `retry()` continues where it happened.
    Error,
}

type Page<I> = Result<
    Response<<I as crate::call::operation::Operation>::Output>,
    Error<<I as crate::call::operation::Operation>::Error>,
>;

type Item<I> = Result<<I as PaginatedItems>::Item, Error<<I as crate::call::operation::Operation>::Error>>;

/// The pages of a listing, each as the service gave it: a stream, or an iterator where `M` is the
/// blocking mode.
#[must_use = "a listing does nothing until it is asked for its pages"]
pub struct Pages<I: Paginated, M = Async> {
    client: Client,
    input: I,
    config: RequestConfig,
    pager: Pager,
    /// Behind a lock that nobody takes, so that a listing can be shared between threads although the future cannot.
    page: Option<Mutex<BoxFuture<'static, Page<I>>>>,
    prefetch: bool,
    /// The runtime that fetches the page at hand in the background.
    background: Option<Id>,
    mode: PhantomData<fn() -> M>,
}

/// Nothing in it is ever pinned in place; the future it polls is on the heap.
impl<I: Paginated, M> Unpin for Pages<I, M> {}

impl<I: Paginated> Pages<I> {
    /// The pages of the listing that an input asks for, from its token on where it has one.
    pub fn new(client: Client, input: I, config: RequestConfig) -> Self {
        Self::of_mode(client, input, config)
    }

    /// The next page; `None` when the listing has stopped.
    pub async fn next(&mut self) -> Option<Page<I>> {
        self.next_page().await
    }

    /// The next page, for `while let Some(page) = pages.try_next().await?`; `None` when the listing has stopped.
    ///
    /// # Errors
    ///
    /// Why the page could not be had, with which the listing has stopped.
    pub async fn try_next(&mut self) -> Result<Option<Response<I::Output>>, Error<I::Error>> {
        self.next_page().await.transpose()
    }
}

impl<I: Paginated, M> Pages<I, M> {
    #[doc(hidden)]
    pub fn of_mode(client: Client, input: I, config: RequestConfig) -> Self {
        let pager = Pager::new(I::SCHEMA, I::PAGINATOR, &input);
        Self {
            client,
            input,
            config,
            pager,
            page: None,
            prefetch: false,
            background: None,
            mode: PhantomData,
        }
    }

    /// How many results a page may hold; the service may send fewer. For an operation that does not
    /// let one choose, the first page is an error.
    pub fn page_size(mut self, size: u32) -> Self {
        self.pager.page_size(size);
        self
    }

    /// Begins where another listing stopped: with what its `resume_token()` gave, or with a token of
    /// the service itself. Pages are given whole: after a token of [`Items`] that points into a page,
    /// the items before it come again.
    pub fn starting_token(mut self, token: impl AsRef<str>) -> Self {
        self.pager.start_at(token.as_ref());
        self
    }

    /// Fetches the next page while the last one is worked on. The work is a task of its own, which
    /// ends when the listing is dropped, and is begun anew where another runtime asks for the page.
    pub fn prefetch(mut self, yes: bool) -> Self {
        self.prefetch = yes;
        self
    }

    pub(crate) async fn next_page(&mut self) -> Option<Page<I>> {
        poll_fn(|context| self.poll_page(context)).await
    }

    /// A token to continue with after the last page given; `None` when there is nothing after it.
    pub fn resume_token(&self) -> Option<String> {
        self.pager.resume_token(0)
    }

    /// Why the listing stopped; `None` while it goes on.
    pub fn stop_reason(&self) -> Option<StopReason> {
        self.pager.stop_reason()
    }

    /// Continues after an error with the page that failed.
    pub fn retry(&mut self) {
        self.pager.retry();
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn stop_after_error(&mut self) {
        self.pager.stop(StopReason::Error);
    }

    fn poll_page(&mut self, context: &mut Context<'_>) -> Poll<Option<Page<I>>> {
        if self.page.is_none() {
            if let Some(error) = self.pager.take_error() {
                return Poll::Ready(Some(Err(pagination_error::<I>(error))));
            }
            if self.pager.stop_reason().is_some() {
                return Poll::Ready(None);
            }
            if let Err(error) = self.fetch(None) {
                self.pager.stop(StopReason::Error);
                return Poll::Ready(Some(Err(pagination_error::<I>(error))));
            }
        }
        let runtime = Handle::try_current().ok().map(|handle| handle.id());
        if self.background.is_some() && self.background != runtime {
            // Nobody may drive the runtime that fetches this page, and the wait would have no end.
            if let Err(error) = self.fetch(None) {
                self.pager.stop(StopReason::Error);
                return Poll::Ready(Some(Err(pagination_error::<I>(error))));
            }
        }
        let Some(page) = self.page.as_mut() else { return Poll::Ready(None) };
        let page = page.get_mut().unwrap_or_else(PoisonError::into_inner);
        let page = ready!(page.as_mut().poll(context));
        self.page = None;
        self.background = None;
        match &page {
            Ok(response) => {
                let output: &dyn Structure = response.output();
                self.pager.advance(output);
                if self.prefetch && runtime.is_some() && self.pager.stop_reason().is_none() {
                    // What is wrong with the next request is told when it is asked for.
                    let _ = self.fetch(runtime);
                }
            }
            Err(_) => self.pager.stop(StopReason::Error),
        }
        Poll::Ready(Some(page))
    }

    /// Begins to fetch the next page, where a runtime is named in a task of it.
    fn fetch(&mut self, background: Option<Id>) -> Result<(), PaginationError> {
        let mut input = self.input.clone();
        self.pager.prepare(&mut input)?;
        let (client, config) = (self.client.clone(), self.config.clone());
        let page = async move { send(&client, input, &config).await };
        let page = if background.is_some() { Background::<I>::spawn(page) } else { Box::pin(page) };
        self.page = Some(Mutex::new(page));
        self.background = background;
        Ok(())
    }
}

impl<I: Paginated> Stream for Pages<I> {
    type Item = Page<I>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_page(context)
    }
}

/// A page that is fetched by a task of its own, which ends with this.
struct Background<I: Paginated>(JoinHandle<Page<I>>);

impl<I: Paginated> Background<I> {
    fn spawn(page: impl Future<Output = Page<I>> + Send + 'static) -> BoxFuture<'static, Page<I>> {
        let mut task = Self(tokio::spawn(page.in_current_span()));
        Box::pin(poll_fn(move |context| {
            Pin::new(&mut task.0).poll(context).map(|joined| {
                joined.unwrap_or_else(|error| {
                    // A panic of the call is a panic of whoever waits for it, as it would be without the task.
                    let error = match error.try_into_panic() {
                        Ok(panic) => std::panic::resume_unwind(panic),
                        Err(error) => error,
                    };
                    let error = HttpError::new(HttpErrorKind::Other, error);
                    Err(Error::new(ErrorKind::Connection(error), I::SCHEMA.facts()))
                })
            })
        }))
    }
}

impl<I: Paginated> Drop for Background<I> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

fn pagination_error<I: Paginated>(error: PaginationError) -> Error<I::Error> {
    Error::new(ErrorKind::Pagination(error), I::SCHEMA.facts())
}

/// The items of a listing, page after page: a stream, or an iterator where `M` is the blocking mode.
#[must_use = "a listing does nothing until it is asked for its items"]
pub struct Items<I: PaginatedItems, M = Async> {
    pages: Pages<I, M>,
    page: std::vec::IntoIter<I::Item>,
    /// How many items of the page were given, or skipped because an earlier listing had given them.
    given: usize,
    left: Option<u64>,
    at_limit: bool,
}

impl<I: PaginatedItems, M> Unpin for Items<I, M> {}

impl<I: PaginatedItems> Items<I> {
    /// The items of the listing that an input asks for, from its token on where it has one.
    pub fn new(client: Client, input: I, config: RequestConfig) -> Self {
        Self::of_mode(client, input, config)
    }

    /// The next item; `None` when the listing has stopped.
    pub async fn next(&mut self) -> Option<Item<I>> {
        self.next_item().await
    }

    /// The next item, for `while let Some(item) = items.try_next().await?`; `None` when the listing has stopped.
    ///
    /// # Errors
    ///
    /// Why the next page could not be had, with which the listing has stopped.
    pub async fn try_next(&mut self) -> Result<Option<I::Item>, Error<I::Error>> {
        self.next_item().await.transpose()
    }
}

impl<I: PaginatedItems, M> Items<I, M> {
    #[doc(hidden)]
    pub fn of_mode(client: Client, input: I, config: RequestConfig) -> Self {
        Self {
            pages: Pages::of_mode(client, input, config),
            page: Vec::new().into_iter(),
            given: 0,
            left: None,
            at_limit: false,
        }
    }

    /// Stops after a number of items.
    pub fn limit(mut self, items: u64) -> Self {
        self.left = Some(items);
        self
    }

    /// How many results a page may hold; the service may send fewer. For an operation that does not
    /// let one choose, the first page is an error.
    pub fn page_size(mut self, size: u32) -> Self {
        self.pages = self.pages.page_size(size);
        self
    }

    /// Begins where another listing stopped: with what its `resume_token()` gave, or with a token of
    /// the service itself. The input and the page size must be the same as before.
    pub fn starting_token(mut self, token: impl AsRef<str>) -> Self {
        self.pages = self.pages.starting_token(token);
        self
    }

    /// Fetches the next page while the items of the last one are worked on. The work is a task of
    /// its own, which ends when the listing is dropped.
    pub fn prefetch(mut self, yes: bool) -> Self {
        self.pages = self.pages.prefetch(yes);
        self
    }

    pub(crate) async fn next_item(&mut self) -> Option<Item<I>> {
        poll_fn(|context| self.poll_item(context)).await
    }

    /// Whether the next answer is known without asking the service.
    #[cfg(feature = "blocking")]
    pub(crate) fn is_at_hand(&self) -> bool {
        self.left == Some(0) || self.page.len() > 0
    }

    /// A token to continue with after the last item given, also in the middle of a page; `None` when
    /// there is nothing after it.
    pub fn resume_token(&self) -> Option<String> {
        if self.page.len() == 0 {
            return self.pages.resume_token();
        }
        self.pages.pager.page_token(self.given)
    }

    /// Why the listing stopped; `None` while it goes on.
    pub fn stop_reason(&self) -> Option<StopReason> {
        if self.at_limit {
            return Some(StopReason::Limit);
        }
        self.pages.stop_reason().filter(|_| self.page.len() == 0)
    }

    /// Continues after an error with the page that failed.
    pub fn retry(&mut self) {
        self.pages.retry();
    }

    #[cfg(feature = "blocking")]
    pub(crate) fn stop_after_error(&mut self) {
        self.pages.stop_after_error();
    }

    pub(crate) fn poll_item(&mut self, context: &mut Context<'_>) -> Poll<Option<Item<I>>> {
        loop {
            if self.left == Some(0) {
                self.at_limit = self.resume_token().is_some();
                return Poll::Ready(None);
            }
            if let Some(item) = self.page.next() {
                self.given = self.given.saturating_add(1);
                self.left = self.left.map(|left| left.saturating_sub(1));
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(self.pages.poll_page(context)) {
                None => return Poll::Ready(None),
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                Some(Ok(response)) => self.take(I::items(response.into_output())),
            }
        }
    }

    fn take(&mut self, items: Vec<I::Item>) {
        let skip = self.pages.pager.take_skip().min(items.len());
        self.page = items.into_iter();
        self.page.by_ref().take(skip).for_each(drop);
        self.given = skip;
    }
}

impl<I: PaginatedItems> Stream for Items<I> {
    type Item = Item<I>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.get_mut().poll_item(context)
    }
}
