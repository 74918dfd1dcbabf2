//! Pairs of models: the library's, and one that differs in a single way.

use shapesmith_codegen::diff::{self, Diff, Documentation, Verdict};
use shapesmith_codegen::{Selection, Source, Sources, ir};

use Expected::{Additive, Breaking, Invisible, Silent};

/// What a change is expected to mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// The compiler refuses programs that it took.
    Breaking,
    /// Programs compile and mean something else.
    Silent,
    /// There is more than there was.
    Additive,
    /// Nobody can tell.
    Invisible,
}

/// A way in which the second model differs.
pub(crate) struct Pair {
    /// What is different.
    pub(crate) name: &'static str,
    /// The file, a text that stands in it once, and what stands there in the second model.
    edits: &'static [(&'static str, &'static str, &'static str)],
    /// What it means.
    pub(crate) expected: Expected,
    /// A change that is told: its subject, place and action. Empty where there is nothing to tell.
    pub(crate) told: &'static str,
}

const SERVICE: &str = "service-2.json";
const PAGINATORS: &str = "paginators-1.json";
const WAITERS: &str = "waiters-2.json";

const fn pair(
    name: &'static str,
    expected: Expected,
    edits: &'static [(&'static str, &'static str, &'static str)],
    told: &'static str,
) -> Pair {
    Pair { name, edits, expected, told }
}

#[rustfmt::skip]
pub(crate) const PAIRS: &[Pair] = &[
    pair("enum_value_added", Additive, &[(SERVICE, r#""LOST"]"#, r#""LOST", "SOLD"]"#)], "enum value BookState.SOLD added"),
    pair("enum_value_removed", Breaking, &[(SERVICE, r#", "LOST"]"#, "]")], "enum value BookState.LOST removed"),
    pair("enum_value_respelt", Silent, &[(SERVICE, "ON_LOAN", "on-loan")], "enum value BookState.on-loan added"),
    pair("enum_values_reordered", Invisible, &[(SERVICE, r#""ON_LOAN", "LOST""#, r#""LOST", "ON_LOAN""#)], "shape BookState changed"),
    pair("enum_becomes_string", Breaking, &[(SERVICE, r#"{"type": "string", "enum": ["PRESENT", "ON_LOAN", "LOST"]}"#, r#"{"type": "string"}"#)], "shape BookState changed"),
    pair("string_becomes_enum", Breaking, &[(SERVICE, r#""Remark": {"type": "string"}"#, r#""Remark": {"type": "string", "enum": ["GOOD"]}"#)], "shape Remark changed"),
    pair("member_added", Additive, &[(SERVICE, r#""Pages": {"shape": "Count"},"#, r#""Pages": {"shape": "Count"}, "Weight": {"shape": "Count"},"#)], "member Book.Weight added"),
    pair("member_removed", Breaking, &[(SERVICE, r#""Pages": {"shape": "Count"},"#, "")], "member Book.Pages removed"),
    pair("member_retyped", Breaking, &[(SERVICE, r#""Pages": {"shape": "Count"}"#, r#""Pages": {"shape": "Title"}"#)], "member Book.Pages changed"),
    pair("integer_becomes_long", Breaking, &[(SERVICE, r#""Count": {"type": "integer""#, r#""Count": {"type": "long""#)], "shape Count changed"),
    pair("blob_becomes_string", Breaking, &[(SERVICE, r#"{"type": "blob"}"#, r#"{"type": "string"}"#)], "shape Picture changed"),
    pair("member_becomes_required", Breaking, &[(SERVICE, r#""required": ["Title"]"#, r#""required": ["Title", "Pages"]"#)], "member Book.Pages changed"),
    pair("member_becomes_optional", Breaking, &[(SERVICE, r#""required": ["Title"]"#, r#""required": []"#)], "member Book.Title changed"),
    pair("nothing_required_any_more", Breaking, &[(SERVICE, r#""required": ["LibraryId", "Language", "Shelf"]"#, r#""required": []"#)], "member ListBooksRequest.Shelf changed"),
    pair("first_required_member", Breaking, &[(SERVICE, r#""Series": {"type": "structure", "#, r#""Series": {"type": "structure", "required": ["Name"], "#)], "member Series.Name changed"),
    pair("required_input_member_added", Breaking, &[(SERVICE, r#""required": ["Isbn"],
      "members": {"#, r#""required": ["Isbn", "Copy"],
      "members": {"Copy": {"shape": "Count"}, "#)], "member GetBookRequest.Copy added"),
    pair("optional_input_member_added", Additive, &[(SERVICE, r#""Token": {"shape": "Remark"}"#, r#""Token": {"shape": "Remark"}, "Copy": {"shape": "Count"}"#)], "member GetBookRequest.Copy added"),
    pair("idempotency_token", Invisible, &[(SERVICE, r#""Token": {"shape": "Remark"}"#, r#""Token": {"shape": "Remark", "idempotencyToken": true}"#)], "trait GetBookRequest.Token changed"),
    pair("required_idempotency_token", Breaking, &[(SERVICE, r#"{"Isbn": {"shape": "Isbn"}, "#, r#"{"Isbn": {"shape": "Isbn", "idempotencyToken": true}, "#)], "member GetBookRequest.Isbn changed"),
    pair("member_added_to_an_exception", Additive, &[(SERVICE, r#""members": {"message": {"shape": "Remark"}}"#, r#""members": {"message": {"shape": "Remark"}, "After": {"shape": "Count"}}"#)], "member Busy.After added"),
    pair("required_members_of_two_types_reordered", Breaking, &[(SERVICE, r#""Shelf": {"shape": "Count"},"#, ""), (SERVICE, r#""LibraryId": {"shape": "LibraryId"},"#, r#""Shelf": {"shape": "Count"}, "LibraryId": {"shape": "LibraryId"},"#)], "shape ListBooksRequest changed"),
    pair("required_members_of_one_type_reordered", Silent, &[(SERVICE, r#""Language": {"shape": "LibraryId"},"#, ""), (SERVICE, r#""LibraryId": {"shape": "LibraryId"},"#, r#""Language": {"shape": "LibraryId"}, "LibraryId": {"shape": "LibraryId"},"#)], "shape ListBooksRequest changed"),
    pair("optional_members_reordered", Invisible, &[(SERVICE, r#""Added": {"shape": "Time"},
        "Cover": {"shape": "Picture"},"#, r#""Cover": {"shape": "Picture"}, "Added": {"shape": "Time"},"#)], "shape Book changed"),
    pair("list_element_retyped", Breaking, &[(SERVICE, r#""TagList": {"type": "list", "member": {"shape": "Tag"}}"#, r#""TagList": {"type": "list", "member": {"shape": "Count"}}"#)], "shape TagList changed"),
    pair("list_becomes_sparse", Breaking, &[(SERVICE, r#""TagList": {"type": "list","#, r#""TagList": {"type": "list", "sparse": true,"#)], "shape TagList changed"),
    pair("scalar_renamed", Invisible, &[(SERVICE, r#""member": {"shape": "Tag"}"#, r#""member": {"shape": "Label"}"#), (SERVICE, r#""Tag": {"type""#, r#""Label": {"type""#)], "shape TagList changed"),
    pair("structure_renamed", Breaking, &[(SERVICE, r#""Series": {"shape": "Series"}"#, r#""Series": {"shape": "Saga"}"#), (SERVICE, r#""Series": {"type""#, r#""Saga": {"type""#)], "shape Series removed"),
    pair("input_renamed", Invisible, &[(SERVICE, r#"{"shape": "GetBookRequest"}"#, r#"{"shape": "GetBookInput"}"#), (SERVICE, r#""GetBookRequest": {"#, r#""GetBookInput": {"#)], "shape GetBookInput changed"),
    pair("structure_becomes_union", Breaking, &[(SERVICE, r#""Series": {"type": "structure", "#, r#""Series": {"type": "structure", "union": true, "#)], "shape Series changed"),
    pair("structure_becomes_document", Breaking, &[(SERVICE, r#"{"type": "structure", "members": {"Name": {"shape": "Title"}}}"#, r#"{"type": "structure", "document": true, "members": {}}"#)], "shape Series changed"),
    pair("union_member_added", Additive, &[(SERVICE, r#""Donor": {"shape": "Title"}"#, r#""Donor": {"shape": "Title"}, "Find": {"shape": "Title"}"#)], "member BookSource.Find added"),
    pair("union_member_removed", Breaking, &[(SERVICE, r#", "Donor": {"shape": "Title"}"#, "")], "member BookSource.Donor removed"),
    pair("union_member_retyped", Breaking, &[(SERVICE, r#""Donor": {"shape": "Title"}"#, r#""Donor": {"shape": "Count"}"#)], "member BookSource.Donor changed"),
    pair("float_takes_equality", Breaking, &[(SERVICE, r#""members": {"Name": {"shape": "Title"}}"#, r#""members": {"Name": {"shape": "Title"}, "Score": {"shape": "Score"}}"#), (SERVICE, r#""Tag": {"type""#, r#""Score": {"type": "double"}, "Tag": {"type""#)], "trait Book changed"),
    pair("map_takes_hash", Breaking, &[(SERVICE, r#""members": {"Name": {"shape": "Title"}}"#, r#""members": {"Name": {"shape": "Title"}, "Notes": {"shape": "Notes"}}"#), (SERVICE, r#""Tag": {"type""#, r#""Notes": {"type": "map", "key": {"shape": "Tag"}, "value": {"shape": "Tag"}}, "Tag": {"type""#)], "trait Book changed"),
    pair("recursion_needs_a_box", Breaking, &[(SERVICE, r#""members": {"Name": {"shape": "Title"}}"#, r#""members": {"Name": {"shape": "Title"}, "First": {"shape": "Book"}}"#)], "member Book.Series changed"),
    pair("operation_added", Additive, &[(SERVICE, r#""CloseLibrary": {"#, r#""OpenLibrary": {"name": "OpenLibrary", "http": {"method": "POST", "requestUri": "/"}}, "CloseLibrary": {"#)], "operation OpenLibrary added"),
    pair("operation_removed", Breaking, &[(SERVICE, r#""CloseLibrary": {"name": "CloseLibrary", "http": {"method": "POST", "requestUri": "/"}},"#, "")], "operation CloseLibrary removed"),
    pair("operation_deprecated", Additive, &[(SERVICE, r#""name": "CloseLibrary""#, r#""deprecated": true, "name": "CloseLibrary""#)], "trait CloseLibrary changed"),
    pair("operation_called_differently", Silent, &[(SERVICE, r#""name": "GetBook""#, r#""name": "FetchBook""#)], "operation GetBook changed"),
    pair("member_deprecated", Additive, &[(SERVICE, r#""Pages": {"shape": "Count""#, r#""Pages": {"shape": "Count", "deprecated": true"#)], "trait Book.Pages changed"),
    pair("error_added", Additive, &[(SERVICE, r#""errors": [{"shape": "Busy"}]"#, r#""errors": [{"shape": "Busy"}, {"shape": "BookNotFound"}]"#)], "error ListBooks.BookNotFound added"),
    pair("error_removed", Breaking, &[(SERVICE, r#"{"shape": "BookNotFound"}, {"shape": "Busy"}"#, r#"{"shape": "BookNotFound"}"#)], "error GetBook.Busy removed"),
    pair("error_facts", Invisible, &[(SERVICE, r#"{"httpStatusCode": 404}"#, r#"{"httpStatusCode": 503, "code": "Gone"}"#)], "trait BookNotFound changed"),
    pair("shape_leaves_the_closure", Breaking, &[(SERVICE, r#""Filter": {"shape": "BookFilter"},"#, "")], "shape BookFilter removed"),
    pair("wire_name_changed", Silent, &[(SERVICE, r#""Pages": {"shape": "Count""#, r#""Pages": {"shape": "Count", "locationName": "pageCount""#)], "member Book.Pages changed"),
    pair("member_respelt", Silent, &[(SERVICE, r#""Message": {"shape": "Remark"}"#, r#""message": {"shape": "Remark"}"#)], "member BookNotFound.message added"),
    pair("timestamps_written_differently", Silent, &[(SERVICE, r#"{"type": "timestamp"}"#, r#"{"type": "timestamp", "timestampFormat": "iso8601"}"#)], "trait Book.Added changed"),
    pair("timestamps_written_as_before", Invisible, &[(SERVICE, r#"{"type": "timestamp"}"#, r#"{"type": "timestamp", "timestampFormat": "unixTimestamp"}"#)], ""),
    pair("paginator_added", Additive, &[(PAGINATORS, r#""ListBooks": {"#, r#""ListNames": {"input_token": "NextToken", "output_token": "NextToken", "result_key": "Names"}, "ListBooks": {"#)], "paginator ListNames added"),
    pair("paginator_gives_other_items", Breaking, &[(PAGINATORS, r#""Books""#, r#""Names""#)], "paginator ListBooks changed"),
    pair("paginator_of_another_operation", Breaking, &[(PAGINATORS, r#""ListBooks": {"#, r#""ListNames": {"#), (PAGINATORS, r#""limit_key": "MaxResults","#, ""), (PAGINATORS, r#""Books""#, r#""Names""#)], "paginator ListBooks removed"),
    pair("waiter_added", Additive, &[(WAITERS, r#""waiters": {"#, r#""waiters": {"BookLost": {"operation": "GetBook", "delay": 1, "maxAttempts": 2, "acceptors": [{"matcher": "path", "state": "success", "argument": "Book.State", "expected": "LOST"}]}, "#)], "waiter BookLost added"),
    pair("waiter_renamed", Breaking, &[(WAITERS, r#""BookPresent""#, r#""BookBack""#)], "waiter BookPresent removed"),
    pair("waiter_waits_longer", Invisible, &[(WAITERS, r#""delay": 5"#, r#""delay": 15"#)], "waiter BookPresent changed"),
    pair("constraints", Invisible, &[(SERVICE, r#""max": 20"#, r#""max": 40, "pattern": "^[a-z]+$""#)], "constraint FilterKey changed"),
    pair("documentation", Invisible, &[(SERVICE, r#""Series": {"type""#, r#""Series": {"documentation": "Books that belong together.", "type""#)], "documentation Series added"),
    pair("sensitive", Invisible, &[(SERVICE, r#""Remark": {"type": "string""#, r#""Remark": {"sensitive": true, "type": "string""#)], "trait Remark changed"),
    pair("host_prefix", Invisible, &[(SERVICE, r#""name": "GetBook","#, r#""name": "GetBook", "endpoint": {"hostPrefix": "books."},"#)], "trait GetBook changed"),
    pair("signing_name", Invisible, &[(SERVICE, r#""signingName": "library""#, r#""signingName": "books""#)], "service Library changed"),
];

impl Pair {
    /// The second model.
    pub(crate) fn changed(&self) -> ir::Service {
        load(&|file| {
            let mut text = original(file).to_owned();
            for (_, old, new) in self.edits.iter().filter(|(edited, _, _)| *edited == file) {
                assert_eq!(text.matches(old).count(), 1, "{}: {old} has to stand in {file} once", self.name);
                text = text.replace(old, new);
            }
            text
        })
    }

    /// What differs.
    pub(crate) fn diff(&self) -> Diff {
        diff::compare(&library(), &self.changed(), &all(), Documentation::Compared)
            .unwrap_or_else(|error| panic!("{}: {error}", self.name))
    }

    /// The verdict that is expected.
    pub(crate) fn verdict(&self) -> Verdict {
        match self.expected {
            Breaking | Silent => Verdict::Breaking,
            Additive => Verdict::Additive,
            Invisible => Verdict::Invisible,
        }
    }
}

/// The first model of every pair.
pub(crate) fn library() -> ir::Service {
    load(&|file| original(file).to_owned())
}

/// The first model with some text of its service replaced.
pub(crate) fn edited(old: &str, new: &str) -> ir::Service {
    load(&|file| if file == SERVICE { original(file).replace(old, new) } else { original(file).to_owned() })
}

fn original(file: &str) -> &'static str {
    match file {
        PAGINATORS => include_str!("library/paginators-1.json"),
        WAITERS => include_str!("library/waiters-2.json"),
        _ => include_str!("library/service-2.json"),
    }
}

fn load(text: &dyn Fn(&str) -> String) -> ir::Service {
    let source = |name: &str| Source { name: name.to_owned(), text: text(name) };
    let mut sources = Sources::new(source(SERVICE));
    sources.paginators = Some(source(PAGINATORS));
    sources.waiters = Some(source(WAITERS));
    let service = shapesmith_codegen::load(&sources).unwrap();
    shapesmith_codegen::select(&service, &all()).unwrap().service
}

/// Every operation.
pub(crate) fn all() -> Selection {
    Selection { operations: vec!["*".to_owned()] }
}
