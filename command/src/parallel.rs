//! The same work on many things, on every core.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::error::Error;

/// The stack of a worker in bytes: models nest, and so does the code that is made of them.
const STACK: usize = 16 << 20;

/// Applies a function to every item, on as many threads as there are cores; gives the results in the
/// order of the items.
///
/// A panic in the function becomes the error of that one item: a mistake in the generator must not
/// cost the results of all other services.
pub(crate) fn map<T: Sync, R: Send>(
    items: &[T],
    work: impl Fn(&T) -> Result<R, Error> + Sync,
) -> Result<Vec<Result<R, Error>>, Error> {
    let next = AtomicUsize::new(0);
    let results = Mutex::new(Vec::with_capacity(items.len()));
    let worker = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(item) = items.get(index) else {
                break;
            };
            let result = catch_unwind(AssertUnwindSafe(|| work(item))).unwrap_or_else(|_| {
                Err(Error::new("", "the generator panicked")
                    .help("this is a mistake in Shapesmith, please report it"))
            });
            let mut results = results.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            results.push((index, result));
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, NonZeroUsize::get).min(items.len());
    std::thread::scope(|scope| {
        for _ in 0..threads {
            std::thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, worker)
                .map_err(|error| Error::new("", format!("cannot start a thread: {error}")))?;
        }
        Ok::<(), Error>(())
    })?;
    let mut results = results.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner());
    results.sort_unstable_by_key(|(index, _)| *index);
    Ok(results.into_iter().map(|(_, result)| result).collect())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]

    use super::map;
    use crate::error::Error;

    #[test]
    fn results_come_in_the_order_of_the_items_whatever_fails() {
        let items: Vec<u32> = (0..40).collect();
        let results = map(&items, |item| match item {
            7 => Err(Error::new("seven", "no")),
            8 => panic!("eight"),
            other => Ok(other * 2),
        });
        let results = results.unwrap();
        assert_eq!(results.len(), 40);
        for (item, result) in items.iter().zip(results) {
            match item {
                7 => assert_eq!(result.unwrap_err().place, "seven"),
                8 => assert!(result.unwrap_err().reason.contains("panicked")),
                other => assert_eq!(result.unwrap(), other * 2),
            }
        }
    }
}
