//! From the tree of the parser to an expression over shapes.

use ::jmespath::Variable;
use ::jmespath::ast::{Ast, Comparator as Sign};

use super::{Kind, Refusal};
use crate::ir::path::{Comparator, Expression, Literal};
use crate::ir::{Element, Sensitivity, Service, ShapeKind};
use crate::suggest::did_you_mean;

/// The functions that the runtime knows.
const FUNCTIONS: [&str; 2] = ["keys", "length"];

/// Compiles the parts of one expression. How deep it recurses is bounded by the limits on the text.
pub(super) struct Compiler<'a> {
    service: &'a Service,
    /// Whether the expression reads anything that must never be logged.
    sensitive: bool,
}

/// A part of an expression, and what it gives.
type Part = (Expression, Kind);

impl<'a> Compiler<'a> {
    pub(super) fn new(service: &'a Service) -> Self {
        Self { service, sensitive: false }
    }

    pub(super) fn is_sensitive(&self) -> bool {
        self.sensitive
    }

    /// Compiles a part that looks at values of a kind.
    pub(super) fn compile(&mut self, tree: &Ast, current: &Kind) -> Result<Part, Refusal> {
        match tree {
            Ast::Identity { .. } => Ok((Expression::Current, current.clone())),
            Ast::Field { name, .. } => {
                let (name, kind) = self.member(current, name)?;
                Ok((Expression::Members(vec![name]), kind))
            }
            Ast::Subexpr { lhs, rhs, .. } => self.then(lhs, rhs, current),
            Ast::Index { idx, .. } => self.index(Expression::Current, current, *idx),
            Ast::Flatten { node, .. } => self.flatten(node, current),
            Ast::ObjectValues { node, .. } => self.values(node, current),
            Ast::Projection { lhs, rhs, .. } => self.projection(lhs, rhs, current),
            Ast::MultiList { elements, .. } => self.list(elements, current),
            Ast::Literal { value, .. } => literal(value),
            Ast::Comparison { comparator, lhs, rhs, .. } => self.comparison(comparator, lhs, rhs, current),
            Ast::Not { node, .. } => {
                let (value, _) = self.compile(node, current)?;
                Ok((Expression::Not(Box::new(value)), Kind::Boolean))
            }
            Ast::And { lhs, rhs, .. } => self.either(Expression::And, lhs, rhs, current),
            Ast::Or { lhs, rhs, .. } => self.either(Expression::Or, lhs, rhs, current),
            Ast::Function { name, args, .. } => self.function(name, args, current),
            Ast::Slice { .. } => Err(unknown("slices such as `[0:2]`")),
            Ast::MultiHash { .. } => Err(unknown("maps such as `{a: b}`")),
            Ast::Expref { .. } | Ast::Condition { .. } => {
                Err(unknown("references to expressions such as `&a`"))
            }
        }
    }

    /// A member of a structure, union, map or document: its name and what it is.
    fn member(&mut self, owner: &Kind, name: &str) -> Result<(String, Kind), Refusal> {
        let service = self.service;
        let nothing = || (format!("{} has no member \"{name}\"", owner.description(service)), None);
        let id = match owner {
            Kind::Any => return Ok((name.to_owned(), Kind::Any)),
            Kind::Shape(id) => *id,
            _ => return Err(nothing()),
        };
        let shape = service.shape(id);
        if let ShapeKind::Map { value, .. } = &shape.kind {
            return Ok((name.to_owned(), self.element(value)));
        }
        let Some(member) = shape.members().iter().find(|member| member.name == name) else {
            let names = shape.members().iter().map(|member| member.name.as_str());
            return Err((nothing().0, did_you_mean(name, names)));
        };
        self.sensitive |= shape.sensitivity == Sensitivity::Sensitive;
        Ok((name.to_owned(), self.element(&member.element)))
    }

    fn element(&mut self, element: &Element) -> Kind {
        self.sensitive |= element.sensitivity == Sensitivity::Sensitive;
        Kind::of(self.service, element.target)
    }

    /// Takes note of what is sensitive in a value that a message would show: it shows the elements of a list, and
    /// names what else holds values.
    pub(super) fn look_into(&mut self, kind: &Kind) {
        match kind {
            Kind::List(element) => self.look_into(element),
            Kind::Shape(id) => {
                if let ShapeKind::List { element, .. } = &self.service.shape(*id).kind {
                    self.element(element);
                }
            }
            _ => {}
        }
    }

    /// What the elements of a list are; `of` is the expression that gives the list.
    fn elements(&mut self, of: &Expression, kind: &Kind) -> Result<Kind, Refusal> {
        if let Kind::Shape(id) = kind
            && let ShapeKind::List { element, .. } = &self.service.shape(*id).kind
        {
            return Ok(self.element(element));
        }
        kind.element(self.service).ok_or_else(|| {
            let found = kind.description(self.service);
            let of = match of {
                Expression::Members(names) => {
                    format!("{}, which is {found}", names.join("."))
                }
                _ => found,
            };
            (format!("an element is taken of {of}, not a list"), None)
        })
    }

    fn then(&mut self, first: &Ast, second: &Ast, current: &Kind) -> Result<Part, Refusal> {
        let (first, kind) = self.compile(first, current)?;
        if let Ast::Index { idx, .. } = second {
            return self.index(first, &kind, *idx);
        }
        let (second, kind) = self.compile(second, &kind)?;
        let joined = match (first, second) {
            (Expression::Members(mut path), Expression::Members(rest)) => {
                path.extend(rest);
                Expression::Members(path)
            }
            (first, second) => Expression::Then(Box::new(first), Box::new(second)),
        };
        Ok((joined, kind))
    }

    fn index(&mut self, list: Expression, kind: &Kind, position: i32) -> Result<Part, Refusal> {
        let element = self.elements(&list, kind)?;
        Ok((Expression::Index(Box::new(list), position), element))
    }

    fn flatten(&mut self, node: &Ast, current: &Kind) -> Result<Part, Refusal> {
        let (list, kind) = self.compile(node, current)?;
        let element = self.elements(&list, &kind)?;
        let inner = self.elements(&list, &element).unwrap_or(element);
        Ok((Expression::Flatten(Box::new(list)), Kind::List(Box::new(inner))))
    }

    fn values(&mut self, node: &Ast, current: &Kind) -> Result<Part, Refusal> {
        let (map, kind) = self.compile(node, current)?;
        let value = match &kind {
            Kind::Any => Kind::Any,
            Kind::Shape(id) => match &self.service.shape(*id).kind {
                ShapeKind::Map { value, .. } => self.element(value),
                _ => return Err((format!("{} is not a map", kind.description(self.service)), None)),
            },
            _ => return Err((format!("{} is not a map", kind.description(self.service)), None)),
        };
        Ok((Expression::Values(Box::new(map)), Kind::List(Box::new(value))))
    }

    /// A list and what is made of each of its elements.
    fn projection(&mut self, list: &Ast, each: &Ast, current: &Kind) -> Result<Part, Refusal> {
        let mut leaves_nulls_out = matches!(list, Ast::Flatten { .. } | Ast::ObjectValues { .. });
        let (mut list, kind) = self.compile(list, current)?;
        let mut element = self.elements(&list, &kind)?;
        let each = match each {
            Ast::Condition { predicate, then, .. } => {
                let (condition, _) = self.compile(predicate, &element)?;
                list = Expression::Filter(Box::new(list), Box::new(condition));
                leaves_nulls_out = true;
                then
            }
            each => each,
        };
        if !(leaves_nulls_out && matches!(each, Ast::Identity { .. })) {
            let (each, kind) = self.compile(each, &element)?;
            list = Expression::Each(Box::new(list), Box::new(each));
            element = kind;
        }
        Ok((list, Kind::List(Box::new(element))))
    }

    fn list(&mut self, elements: &[Ast], current: &Kind) -> Result<Part, Refusal> {
        let mut parts = Vec::new();
        let mut common: Option<Kind> = None;
        for element in elements {
            let (part, kind) = self.compile(element, current)?;
            parts.push(part);
            common = Some(common.map_or(kind.clone(), |common| union(common, kind)));
        }
        Ok((Expression::List(parts), Kind::List(Box::new(common.unwrap_or(Kind::Null)))))
    }

    fn comparison(&mut self, sign: &Sign, left: &Ast, right: &Ast, current: &Kind) -> Result<Part, Refusal> {
        let (left, left_kind) = self.compile(left, current)?;
        let (right, right_kind) = self.compile(right, current)?;
        let (comparator, of_numbers) = match sign {
            Sign::Equal => (Comparator::Equal, false),
            Sign::NotEqual => (Comparator::NotEqual, false),
            Sign::LessThan => (Comparator::Less, true),
            Sign::LessThanEqual => (Comparator::LessOrEqual, true),
            Sign::GreaterThan => (Comparator::Greater, true),
            Sign::GreaterThanEqual => (Comparator::GreaterOrEqual, true),
        };
        let numbers = [&left_kind, &right_kind].iter().all(|kind| matches!(kind, Kind::Number | Kind::Any));
        if (of_numbers && !numbers) || !left_kind.is_comparable(&right_kind) {
            let (left, right) = (left_kind.description(self.service), right_kind.description(self.service));
            return Err((format!("{left} cannot be compared with {right}"), None));
        }
        Ok((Expression::Compare(comparator, Box::new(left), Box::new(right)), Kind::Boolean))
    }

    fn either(
        &mut self,
        join: fn(Box<Expression>, Box<Expression>) -> Expression,
        left: &Ast,
        right: &Ast,
        current: &Kind,
    ) -> Result<Part, Refusal> {
        let (left, left_kind) = self.compile(left, current)?;
        let (right, right_kind) = self.compile(right, current)?;
        Ok((join(Box::new(left), Box::new(right)), union(left_kind, right_kind)))
    }

    fn function(&mut self, name: &str, arguments: &[Ast], current: &Kind) -> Result<Part, Refusal> {
        if !FUNCTIONS.contains(&name) {
            let help =
                did_you_mean(name, FUNCTIONS).unwrap_or_else(|| format!("known: {}", FUNCTIONS.join(", ")));
            return Err((format!("the function {name} is not supported"), Some(help)));
        }
        let [argument] = arguments else {
            return Err((format!("the function {name} takes one argument, not {}", arguments.len()), None));
        };
        let (argument, kind) = self.compile(argument, current)?;
        if let Kind::Shape(id) = &kind
            && let ShapeKind::Map { key, .. } = &self.service.shape(*id).kind
            && name == "keys"
        {
            self.element(key);
        }
        let argument = Box::new(argument);
        let is_map = match &kind {
            Kind::Any => true,
            Kind::Shape(id) => matches!(self.service.shape(*id).kind, ShapeKind::Map { .. }),
            _ => false,
        };
        let has_length = is_map || kind == Kind::Text || kind.element(self.service).is_some();
        match name {
            "length" if has_length => Ok((Expression::Length(argument), Kind::Number)),
            "keys" if is_map => Ok((Expression::Keys(argument), Kind::List(Box::new(Kind::Text)))),
            _ => Err((format!("the function {name} cannot take {}", kind.description(self.service)), None)),
        }
    }
}

/// What either of two kinds is.
fn union(left: Kind, right: Kind) -> Kind {
    match (left, right) {
        (left, right) if left == right => left,
        (Kind::Null, other) | (other, Kind::Null) => other,
        _ => Kind::Any,
    }
}

fn literal(value: &Variable) -> Result<Part, Refusal> {
    let (literal, kind) = match value {
        Variable::Null => (Literal::Null, Kind::Null),
        Variable::Bool(value) => (Literal::Boolean(*value), Kind::Boolean),
        Variable::Number(number) => match number.as_f64() {
            Some(number) => (Literal::Number(number), Kind::Number),
            None => return Err((format!("the number {number} is out of range"), None)),
        },
        Variable::String(text) => (Literal::Text(text.clone()), Kind::Text),
        _ => return Err(unknown("literals other than null, booleans, numbers and text")),
    };
    Ok((Expression::Literal(literal), kind))
}

fn unknown(what: &str) -> Refusal {
    (format!("{what} are not supported in expressions"), None)
}
