//! Prints a request and the loans in a reply, as they would go over the wire.

use lending::operation::list_loans::{ListLoansInput, ListLoansOutput};
use lending::types::LoanState;

fn main() -> Result<(), serde_json::Error> {
    let input = ListLoansInput::new("Ada");
    println!("{}", serde_json::to_string(&input)?);
    let reply = r#"{"Loans": [{"Title": "Notes", "State": "OVERDUE"}, {"Title": "Poems", "State": "LENT"}]}"#;
    let output: ListLoansOutput = serde_json::from_str(reply)?;
    for loan in output.loans_or_empty() {
        let overdue = loan.state == Some(LoanState::Overdue);
        println!("{}{}", loan.title.as_deref().unwrap_or("?"), if overdue { " (overdue)" } else { "" });
    }
    Ok(())
}
