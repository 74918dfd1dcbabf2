//! Protocol tests: from suite files to what came of each case.
//!
//! A suite is made into one service, or into several where its cases give one operation in more than
//! one way; the real generator makes a crate of each. All crates are members of one workspace, with a
//! small program that puts the cases through the runtime and says what came out. What that is worth
//! is judged here, without the runtime's help.

mod ast;
mod cargo;
mod cbor;
mod compare;
mod deviations;
mod service;
mod shapes;
mod suite;
mod xml;

use std::collections::BTreeMap;
use std::path::Path;

use serde_json::{Value, json};

use cargo::Project;
use cargo_shapesmith::shared::Error;
use cargo_shapesmith::shared::Workspace;
use cargo_shapesmith::shared::surroundings;
use shapes::Shapes;

pub(crate) use suite::{Suite, read};

/// What came of a case.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Everything was as expected.
    Passed,
    /// Something was not: what was expected, and what came.
    Failed(Vec<String>),
    /// The case is about something that the generator refuses by name.
    NotApplicable(String),
}

/// A case, and the crate that it is run in where there is one.
struct Planned<'a> {
    suite: &'a Suite,
    case: &'a suite::Case,
    /// The package, or what is known about the case already.
    package: Result<String, Outcome>,
}

/// Runs all cases; gives what came of each, in the order of the suites.
pub(crate) fn run(
    workspace: &Workspace,
    out: &Path,
    target: &Path,
    suites: &[Suite],
) -> Result<Vec<(String, Outcome)>, Error> {
    let surroundings = surroundings(&workspace.root)?;
    let mut project = Project::new(out, target, &workspace.root);
    let mut planned = Vec::new();
    for (number, suite) in suites.iter().enumerate() {
        for (variant, service) in service::services(suite).into_iter().enumerate() {
            let package = format!("suite-{number}-{variant}");
            let runtime = surroundings.runtime_outside(&project.folder(&package))?;
            let generated = service::generate(&service, &package, &runtime);
            if let Some(files) = generated.files {
                project.add(&package, files);
            }
            for case in service.cases {
                let known = generated.refused.get(&suite::operation_name(case)).or(generated.failed.as_ref());
                let package = known.map_or_else(|| Ok(package.clone()), |outcome| Err(outcome.clone()));
                planned.push(Planned { suite, case, package });
            }
        }
    }
    let broken = project.build()?;
    for planned in &mut planned {
        if let Ok(package) = &planned.package
            && let Some(reason) = broken.get(package)
        {
            planned.package = Err(Outcome::Failed(vec![format!("the crate does not compile: {reason}")]));
        }
    }
    let answers = answers(&project, &planned)?;
    let results = planned.iter().enumerate().map(|(number, planned)| {
        let outcome = match &planned.package {
            Err(outcome) => outcome.clone(),
            Ok(_) => match answers.get(&number) {
                Some(answer) => judge(planned, answer),
                None => Outcome::Failed(vec!["the program that runs the cases gave no answer".to_owned()]),
            },
        };
        (format!("{} ({})", planned.case.id, planned.suite.name), outcome)
    });
    Ok(results.collect())
}

/// Puts the cases through the runtime; gives the answers by position.
fn answers(project: &Project, planned: &[Planned<'_>]) -> Result<BTreeMap<usize, Value>, Error> {
    let questions = planned.iter().enumerate().filter_map(|(number, planned)| {
        let package = planned.package.as_ref().ok()?;
        let case = planned.case;
        Some(json!({
            "number": number,
            "service": package,
            "operation": suite::operation_name(case),
            "endpoint_url": case.endpoint_url.as_deref().unwrap_or(planned.suite.endpoint_url()),
            "params": case.expects_request().then(|| {
                Shapes::new(planned.suite).given(&case.params, case.shape("input"))
            }),
            "labels": case.labels,
            "events": case.events.is_some(),
            "response": case.response,
            "binary": planned.suite.has_binary_bodies(),
        }))
    });
    let questions: Vec<Value> = questions.collect();
    if questions.is_empty() {
        return Ok(BTreeMap::new());
    }
    let answers = project.run(&questions)?;
    let numbered = answers.into_iter().filter_map(|answer| {
        let number = answer.get("number")?.as_u64()?;
        Some((usize::try_from(number).ok()?, answer))
    });
    Ok(numbered.collect())
}

/// Whether an answer is what the case expects.
fn judge(planned: &Planned<'_>, answer: &Value) -> Outcome {
    let (shapes, case) = (Shapes::new(planned.suite), planned.case);
    let differences = if let Some(events) = &case.events {
        compare::events(&shapes, case, events, answer)
    } else if case.expects_request() {
        compare::request(&shapes, case, planned.suite.has_binary_bodies(), answer)
    } else {
        if let Some(code) = &case.error_code
            && case.error.as_ref().and_then(Value::as_object).is_some_and(|members| !members.is_empty())
            && !case.errors().any(|error| error == code || shapes.error_code(error) == code)
        {
            return Outcome::NotApplicable(format!(
                "the operation does not list {code}, so its errors have no place for the members"
            ));
        }
        compare::reply(&shapes, case, answer)
    };
    match deviations::reason(&case.id, &planned.suite.name) {
        Some(reason) if !differences.is_empty() => Outcome::NotApplicable(reason.to_owned()),
        _ if differences.is_empty() => Outcome::Passed,
        _ => Outcome::Failed(differences),
    }
}
