//! Listings as iterators.

use std::task::{Context, Poll, Waker};

use super::{misplaced, wait_for};
use crate::call::mode::Blocking;
use crate::call::operation::{Paginated, PaginatedItems};
use crate::call::pagination::{Items, Pages};
use crate::call::request::Response;
use crate::error::Error;

impl<I: Paginated> Iterator for Pages<I, Blocking> {
    type Item = Result<Response<I::Output>, Error<I::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        match wait_for(self.next_page()) {
            Ok(page) => page,
            Err(_) if self.stop_reason().is_some() => None,
            Err(error) => {
                self.stop_after_error();
                Some(Err(misplaced::<I>(error)))
            }
        }
    }
}

impl<I: PaginatedItems> Iterator for Items<I, Blocking> {
    type Item = Result<I::Item, Error<I::Error>>;

    fn next(&mut self) -> Option<Self::Item> {
        // What is left of a page needs no waiting, so it is given wherever the iterator is.
        if self.is_at_hand()
            && let Poll::Ready(item) = self.poll_item(&mut Context::from_waker(Waker::noop()))
        {
            return item;
        }
        match wait_for(self.next_item()) {
            Ok(item) => item,
            Err(_) if self.stop_reason().is_some() => None,
            Err(error) => {
                self.stop_after_error();
                Some(Err(misplaced::<I>(error)))
            }
        }
    }
}
