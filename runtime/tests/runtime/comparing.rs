//! How generated types are compared: as with derives, though these functions stand in the runtime.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

#[derive(Clone, Default)]
struct Shelf {
    name: Option<String>,
    places: Option<i32>,
    books: Option<Vec<Option<Book>>>,
    below: Option<Box<Shelf>>,
}

shapesmith_runtime::structure! {
    Shelf as "Shelf": PartialEq, Eq, Hash {
        name: "Name" => String;
        places: "Places" => Integer;
        books: "Books" => SparseList(&each(shape::<Book>()));
        below: "Below" => shape::<Shelf>();
    }
}

#[derive(Clone)]
enum Book {
    Title(String),
    Isbn(String),
    Unknown { name: String },
}

shapesmith_runtime::union! {
    Book as "Book": PartialEq, Eq, Hash {
        Title: "Title" => String;
        Isbn: "Isbn" => String;
    }
}

/// Shelves that differ from one another, some of them by little.
fn shelves() -> Vec<Shelf> {
    let shelf = Shelf::default;
    let with = |books: Vec<Option<Book>>| Shelf { books: Some(books), ..shelf() };
    let title = |text: &str| Some(Book::Title(text.to_owned()));
    vec![
        shelf(),
        Shelf { name: Some(String::new()), ..shelf() },
        Shelf { name: Some("a".to_owned()), ..shelf() },
        Shelf { places: Some(0), ..shelf() },
        Shelf { places: Some(1), ..shelf() },
        with(vec![]),
        with(vec![None]),
        with(vec![title("a")]),
        with(vec![Some(Book::Isbn("a".to_owned()))]),
        with(vec![Some(Book::Unknown { name: "a".to_owned() })]),
        with(vec![title("a"), None]),
        with(vec![None, title("a")]),
        with(vec![title("a"), title("b")]),
        Shelf { below: Some(Box::default()), ..shelf() },
        Shelf { below: Some(Box::new(Shelf { places: Some(1), ..shelf() })), ..shelf() },
    ]
}

#[test]
fn what_differs_is_not_equal_and_what_is_equal_has_one_hash() {
    let state = RandomState::new();
    for (position, one) in shelves().iter().enumerate() {
        for (other_position, other) in shelves().iter().enumerate() {
            assert_eq!(one == other, position == other_position, "{one:?} and {other:?}");
        }
        assert_eq!(state.hash_one(one), state.hash_one(one.clone()), "{one:?}");
    }
}

#[test]
fn a_set_holds_each_once() {
    let set: HashSet<Shelf> = shelves().into_iter().chain(shelves()).collect();
    assert_eq!(set.len(), shelves().len());
    let hashes: HashSet<u64> = shelves().iter().map(|shelf| set.hasher().hash_one(shelf)).collect();
    assert_eq!(hashes.len(), shelves().len(), "members, their number and their order are part of the hash");
}
