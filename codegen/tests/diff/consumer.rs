//! A program that uses everything of the library's crate in the ways that people do, with the types
//! written out. It compiles with the crate of the first model; with that of another it compiles
//! exactly when nothing was lost.
#![allow(deprecated, dead_code)]

use std::collections::HashSet;
use std::hash::Hash;

use library::error::{BookNotFound, Busy};
use library::operation::close_library::{CloseLibraryError, CloseLibraryInput, CloseLibraryOutput};
use library::operation::get_book::{GetBookError, GetBookInput, GetBookOutput};
use library::operation::list_books::{ListBooksError, ListBooksInput, ListBooksOutput};
use library::operation::list_names::{ListNamesInput, ListNamesOutput};
use library::types::{Book, BookFilter, BookSource, BookState, Series};
use library::{Bytes, Client, Timestamp};

async fn calls(client: &Client, book: Book) -> Result<(), Box<dyn std::error::Error>> {
    let shelf: i32 = 1;
    let books = client
        .list_books("library", "en", shelf)
        .filter(BookFilter::new().key("state").values(["PRESENT"]))
        .max_results(10)
        .next_token("token")
        .await?;
    let _: &[Book] = books.books_or_empty();
    let _: &[String] = books.names_or_empty();
    let mut items = client.list_books("library", "en", shelf).items();
    while let Some(item) = items.next().await.transpose()? {
        let _: Book = item;
    }
    let pages = client.list_books("library", "en", shelf).pages();
    drop(pages);
    let output = client.get_book("1").token("token").await?;
    let _: &Option<Book> = &output.book;
    client.wait_until_book_present("1").await?;
    client.get_book("1").wait_until_book_present().await?;
    let _ = &library::waiter::BOOK_PRESENT;
    client.close_library().await?;
    let names = client.list_names().next_token("token").await?;
    let _: &[String] = names.names_or_empty();
    drop(book);
    Ok(())
}

fn inputs(shelf: i32) {
    let input = ListBooksInput::new("library", "en", shelf);
    let _: String = input.library_id;
    let _: String = input.language;
    let _: i32 = input.shelf;
    let _: Option<BookFilter> = input.filter;
    let _: Option<i32> = input.max_results;
    let _: Option<String> = input.next_token;
    let mut input = GetBookInput::new("1");
    input.token = Some("3".to_owned());
    let _: String = input.isbn;
    let _: Option<String> = input.token;
    let _: CloseLibraryInput = CloseLibraryInput::new();
    let _: CloseLibraryOutput = CloseLibraryOutput::default();
    let _: Option<String> = ListNamesInput::default().next_token;
    let output = ListBooksOutput::default();
    let _: Option<Vec<Book>> = output.books;
    let _: Option<Vec<String>> = output.names;
    let _: Option<Vec<String>> = ListNamesOutput::default().names;
    let _: Option<Book> = GetBookOutput::new().book;
}

fn shapes(book: Book, filter: BookFilter) {
    let book = Book::new(book.title)
        .pages(book.pages.unwrap_or_default())
        .series(Series::new().name("Name"))
        .cover(Bytes::from_static(b"cover"))
        .remark("Remark");
    let _: &str = book.title.as_str();
    let _: Option<i32> = book.pages;
    let _: &Option<BookState> = &book.state;
    let _: &Option<Series> = &book.series;
    let _: Option<Timestamp> = book.added;
    let _: &Option<Bytes> = &book.cover;
    let _: &Option<String> = &book.remark;
    let _: &[String] = book.tags_or_empty();
    let _: &Option<Vec<String>> = &book.tags;
    let _: &Option<String> = &filter.key;
    let _: &Option<Vec<String>> = &filter.values;
    match book.source {
        Some(BookSource::Url(url)) => drop::<String>(url),
        Some(BookSource::Donor(donor)) => drop::<String>(donor),
        Some(BookSource::Unknown { name }) => drop::<String>(name),
        _ => {}
    }
    match book.state {
        Some(BookState::Present | BookState::OnLoan | BookState::Lost) => {}
        Some(BookState::Unknown(text)) => drop::<String>(text.to_string()),
        _ => {}
    }
    let _: BookState = BookState::from("PRESENT");
    let _: &[&str] = BookState::values();
}

fn traits() {
    fn hashes<T: Hash + Eq + Clone>() -> HashSet<T> {
        HashSet::new()
    }
    fn compares<T: PartialEq + Eq>() {}
    fn orders<T: Ord + std::fmt::Display>() {}
    fn starts_empty<T: Default>() {}
    hashes::<Book>();
    hashes::<BookSource>();
    hashes::<ListBooksInput>();
    hashes::<GetBookOutput>();
    compares::<Series>();
    orders::<BookState>();
    starts_empty::<BookFilter>();
    starts_empty::<Series>();
    starts_empty::<BookNotFound>();
}

fn errors(get: GetBookError, list: ListBooksError, close: CloseLibraryError) {
    match get {
        GetBookError::BookNotFound(error) => {
            let _: &dyn std::error::Error = &error;
            let _: Option<String> = error.message;
            let _: Option<String> = error.isbn;
        }
        GetBookError::Busy(error) => drop::<Busy>(error),
        _ => {}
    }
    match list {
        ListBooksError::Busy(error) => drop::<Option<String>>(error.message),
        _ => {}
    }
    drop(close);
}

fn main() {
    let _ = (calls, inputs, shapes, traits, errors);
}
