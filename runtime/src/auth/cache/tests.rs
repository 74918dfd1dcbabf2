//! What calls see of a cache at given times, and how often its provider is asked.
#![allow(clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::Notify;

use super::*;

const START: Timestamp = Timestamp::from_secs(1_800_000_000);

fn at(seconds: u64) -> Timestamp {
    START.saturating_add(Duration::from_secs(seconds))
}

/// Gives answers one after the other, each as soon as it is let; then failures.
#[derive(Default)]
struct Script {
    answers: Mutex<VecDeque<Outcome>>,
    asked: AtomicUsize,
    /// Whether answers wait to be let.
    is_held: bool,
    let_go: Notify,
}

impl ProvideCredentials for Script {
    fn provide(&self) -> BoxFuture<'_, Outcome> {
        Box::pin(async {
            let number = self.asked.fetch_add(1, Ordering::SeqCst) + 1;
            if self.is_held {
                self.let_go.notified().await;
            }
            let answer = self.answers.lock().unwrap().pop_front();
            answer.unwrap_or_else(|| Err(CredentialsError::new(format!("failure {number}"))))
        })
    }
}

fn cache(is_held: bool, answers: impl IntoIterator<Item = Outcome>) -> (Arc<Script>, CredentialsCache) {
    let answers = Mutex::new(answers.into_iter().collect());
    let script = Arc::new(Script { answers, is_held, ..Script::default() });
    (script.clone(), CredentialsCache::new(script))
}

/// Credentials that end so many seconds after the start.
fn until(id: &str, seconds: u64) -> Credentials {
    Credentials::new(id, "secret").with_expiry(at(seconds))
}

async fn id(cache: &CredentialsCache, now: Timestamp) -> Result<String, String> {
    let given = cache.get(now).await;
    given.map(|credentials| credentials.access_key_id().to_owned()).map_err(|error| error.to_string())
}

impl Script {
    fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// Lets tasks run until they wait.
async fn settle() {
    for _ in 0..20 {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn windows_fit_the_life_of_the_credentials() {
    // The life, when nothing is asked yet, when fresh ones are asked for meanwhile, and when they are waited for.
    for (life, good, due, needed) in [
        (6 * 3600, 6 * 3600 - 901, 6 * 3600 - 400, 6 * 3600 - 299),
        (3600, 2699, 3200, 3301),
        (60, 44, 54, 56),
    ] {
        let answers = || [Ok(until("old", life)), Ok(until("new", 2 * life))];
        let (script, cache) = cache(false, answers());
        assert_eq!(id(&cache, START).await.unwrap(), "old");
        assert_eq!((id(&cache, at(good)).await.unwrap().as_str(), script.asked()), ("old", 1), "{life}");
        assert_eq!(id(&cache, at(due)).await.unwrap(), "old", "{life}: calls go on");
        settle().await;
        assert_eq!((id(&cache, at(due)).await.unwrap().as_str(), script.asked()), ("new", 2), "{life}");

        let (_, cache) = self::cache(false, answers());
        assert_eq!(id(&cache, START).await.unwrap(), "old");
        assert_eq!(id(&cache, at(needed)).await.unwrap(), "new", "{life}: calls wait");
    }
}

#[tokio::test]
async fn one_refresh_serves_all_and_its_failure_is_everybodys() {
    let (script, cache) = cache(true, [Err(CredentialsError::new("no")), Ok(until("new", 3600))]);
    for expected in [Err("no".to_owned()), Ok("new".to_owned())] {
        let calls: Vec<_> = (0..50)
            .map(|_| {
                let cache = cache.clone();
                tokio::spawn(async move { id(&cache, START).await })
            })
            .collect();
        settle().await;
        script.let_go.notify_one();
        for call in calls {
            assert_eq!(call.await.unwrap(), expected);
        }
    }
    assert_eq!(script.asked(), 2);
}

#[tokio::test]
async fn a_refresh_outlives_the_call_that_began_it() {
    let (script, cache) = cache(true, [Ok(until("new", 3600))]);
    let call = tokio::spawn({
        let cache = cache.clone();
        async move { id(&cache, START).await }
    });
    settle().await;
    call.abort();
    settle().await;
    script.let_go.notify_one();
    assert_eq!(id(&cache, START).await.unwrap(), "new");
    assert_eq!(script.asked(), 1);
}

#[tokio::test]
async fn after_failures_the_old_ones_are_used_and_the_provider_is_left_in_peace() {
    let (script, cache) = cache(false, [Ok(until("old", 3600))]);
    assert_eq!(id(&cache, START).await.unwrap(), "old");
    // In the mandatory window calls wait, but not one after the other for the same failure.
    for _ in 0..10 {
        assert_eq!(id(&cache, at(3400)).await.unwrap(), "old");
    }
    assert_eq!(script.asked(), 2);
    let mut asked = Vec::new();
    for second in 3400..3600 {
        assert_eq!(id(&cache, at(second)).await.unwrap(), "old");
        settle().await;
        asked.push(script.asked());
    }
    let last = *asked.last().unwrap();
    assert!((6..=14).contains(&last), "asked {last} times in 200 seconds, with pauses up to a minute");
    // Past the end there is nothing to go on with.
    assert!(id(&cache, at(3600)).await.unwrap_err().starts_with("failure"));
}

#[tokio::test]
async fn a_clock_that_is_set_back_ends_a_pause() {
    let (script, cache) = cache(false, [Ok(until("old", 3600))]);
    assert_eq!(id(&cache, START).await.unwrap(), "old");
    assert_eq!(id(&cache, at(3500)).await.unwrap(), "old");
    assert_eq!(id(&cache, at(3450)).await.unwrap(), "old");
    assert_eq!(script.asked(), 3);
}

#[tokio::test]
async fn credentials_that_may_be_used_past_their_end_are_while_their_source_is_down() {
    let (script, cache) = cache(false, [Ok(until("old", 3600).usable_past_end())]);
    assert_eq!(id(&cache, START).await.unwrap(), "old");
    for second in (3700..3700 + 3600).step_by(10) {
        assert_eq!(id(&cache, at(second)).await.unwrap(), "old");
    }
    let asked = script.asked() - 1;
    assert!((6..=13).contains(&asked), "asked {asked} times in an hour, with pauses of five to ten minutes");

    // Those that come past their end are used as well, and others asked for only later.
    let (script, cache) =
        self::cache(false, [Ok(until("over", 0).usable_past_end()), Ok(until("new", 9000))]);
    for _ in 0..5 {
        assert_eq!(id(&cache, at(600)).await.unwrap(), "over");
    }
    assert_eq!(script.asked(), 1);
    assert_eq!(id(&cache, at(600 + 601)).await.unwrap(), "new");
}

#[tokio::test]
async fn credentials_that_come_past_their_end_are_given_once() {
    let answers = [Ok(until("over", 0)), Ok(until("again", 0)), Ok(until("good", 3600))];
    let (script, cache) = cache(false, answers);
    for expected in ["over", "again", "good", "good"] {
        assert_eq!(id(&cache, at(10)).await.unwrap(), expected);
    }
    assert_eq!(script.asked(), 3);
}

#[tokio::test]
async fn what_was_refused_is_forgotten_and_nothing_newer() {
    let (script, cache) = cache(false, [Ok(until("old", 3600)), Ok(until("new", 3600))]);
    let old = cache.get(START).await.unwrap();
    cache.forget(&old);
    assert_eq!(id(&cache, START).await.unwrap(), "new");
    cache.forget(&old);
    assert_eq!(id(&cache, START).await.unwrap(), "new");
    assert_eq!(script.asked(), 2);
}

/// Panics where it is asked.
struct Broken;

impl ProvideCredentials for Broken {
    fn provide(&self) -> BoxFuture<'_, Outcome> {
        Box::pin(async { std::panic::resume_unwind(Box::new("broken")) })
    }
}

#[tokio::test]
async fn a_provider_that_panics_is_an_error_and_nothing_that_is_waited_for() {
    let cache = CredentialsCache::new(Arc::new(Broken));
    for _ in 0..2 {
        assert!(id(&cache, START).await.unwrap_err().contains("panicked"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_provider_that_never_answers_is_given_up() {
    let (script, cache) = cache(true, []);
    assert_eq!(id(&cache, START).await.unwrap_err(), "no credentials came within 120s");
    assert_eq!(id(&cache, START).await.unwrap_err(), "no credentials came within 120s");
    assert_eq!(script.asked(), 2);
}
