//! What a template says.

use std::sync::Arc;

use super::super::raise::Place;

/// An expression and where it begins.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Where it is.
    pub place: Place,
    /// What it is.
    pub node: Node,
}

/// A literal.
#[derive(Clone, Debug)]
pub enum Constant {
    /// `none`.
    None,
    /// `true` or `false`.
    Bool(bool),
    /// An integer.
    Int(i128),
    /// A float.
    Float(f64),
    /// Text.
    Str(Arc<str>),
}

/// Kinds of expressions.
#[derive(Clone, Debug)]
pub enum Node {
    /// A literal.
    Constant(Constant),
    /// A variable.
    Name(Arc<str>),
    /// `(a, b)`.
    Tuple(Vec<Expr>),
    /// `[a, b]`.
    List(Vec<Expr>),
    /// `{a: b}`.
    Dict(Vec<(Expr, Expr)>),
    /// `a.b`.
    Attribute(Box<Expr>, Arc<str>),
    /// `a[b]`.
    Item(Box<Expr>, Box<Expr>),
    /// `start:stop:step` in an item.
    Slice(Box<[Option<Expr>; 3]>),
    /// `f(…)`.
    Call(Box<Expr>, Arguments),
    /// `a|f(…)`; no operand at the head of a filter block.
    Filter(Option<Box<Expr>>, Arc<str>, Arguments),
    /// `a is f(…)`.
    Test(Box<Expr>, Arc<str>, Arguments),
    /// `-a`, `+a`, `not a`.
    Unary(Unary, Box<Expr>),
    /// `a + b` and kin.
    Binary(Binary, Box<Expr>, Box<Expr>),
    /// `a < b < c`.
    Compare(Box<Expr>, Vec<(Comparison, Expr)>),
    /// `a ~ b ~ c`.
    Concat(Vec<Expr>),
    /// `a if b else c`: test, then, else.
    Condition(Box<Expr>, Box<Expr>, Option<Box<Expr>>),
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `-`.
    Negate,
    /// `+`.
    Plus,
    /// `not`.
    Not,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Binary {
    /// `+`.
    Add,
    /// `-`.
    Subtract,
    /// `*`.
    Multiply,
    /// `/`.
    Divide,
    /// `//`.
    FloorDivide,
    /// `%`.
    Modulo,
    /// `**`.
    Power,
    /// `and`.
    And,
    /// `or`.
    Or,
}

/// Comparing operators.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`.
    Equal,
    /// `!=`.
    NotEqual,
    /// `<`.
    Less,
    /// `<=`.
    LessEqual,
    /// `>`.
    Greater,
    /// `>=`.
    GreaterEqual,
    /// `in`.
    In,
    /// `not in`.
    NotIn,
}

/// Arguments of a call.
#[derive(Clone, Debug, Default)]
pub struct Arguments {
    /// By position.
    pub positional: Vec<Expr>,
    /// By name.
    pub named: Vec<(Arc<str>, Expr)>,
    /// `*args`.
    pub star: Option<Box<Expr>>,
    /// `**kwargs`.
    pub double_star: Option<Box<Expr>>,
}

/// What is assigned to.
#[derive(Clone, Debug)]
pub enum Target {
    /// A variable.
    Name(Arc<str>),
    /// An attribute of a namespace.
    Attribute(Arc<str>, Arc<str>),
    /// Several, unpacked.
    Tuple(Vec<Target>),
}

/// A parameter of a macro.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Arc<str>,
    /// Its value when the caller gives none.
    pub default: Option<Expr>,
}

/// A macro, or the body of a `call` block.
#[derive(Clone, Debug)]
pub(crate) struct Macro {
    /// Its name.
    pub name: Arc<str>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// What it renders.
    pub body: Vec<Statement>,
}

/// A loop.
#[derive(Clone, Debug)]
pub(crate) struct For {
    /// What each item is assigned to.
    pub target: Target,
    /// What is walked.
    pub iterable: Expr,
    /// Which items count.
    pub filter: Option<Expr>,
    /// Whether `loop(…)` may be called.
    pub recursive: bool,
    /// What is done for each.
    pub body: Vec<Statement>,
    /// What is done if there was none.
    pub otherwise: Vec<Statement>,
}

/// What an `include` asks for.
#[derive(Clone, Debug)]
pub struct Include {
    /// The template or templates.
    pub template: Expr,
    /// Whether a missing one is nothing.
    pub ignore_missing: bool,
    /// Whether it sees the variables of here.
    pub with_context: bool,
}

/// Formats of `load_*` and `import_*`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loader {
    /// YAML.
    Yaml,
    /// JSON.
    Json,
    /// Text.
    Text,
}

/// Statements.
#[derive(Clone, Debug)]
pub(crate) enum Statement {
    /// Text as it stands.
    Text(Place, Arc<str>),
    /// `{{ … }}`.
    Print(Expr),
    /// `if`, its branches and its `else`.
    If(Vec<(Expr, Vec<Statement>)>, Vec<Statement>),
    /// `for`.
    For(Box<For>),
    /// `set a = …`.
    Set(Target, Expr),
    /// `set a … endset`; the filters, if any, have no operand.
    SetBlock(Place, Target, Option<Expr>, Vec<Statement>),
    /// `with`.
    With(Vec<(Target, Expr)>, Vec<Statement>),
    /// `macro`.
    Macro(Box<Macro>),
    /// `call`: the call, and its body as a macro.
    Call(Expr, Box<Macro>),
    /// `filter`.
    Filter(Expr, Vec<Statement>),
    /// `do`.
    Do(Expr),
    /// `block`: place, name, whether scoped, whether required, body.
    Block(Place, Arc<str>, bool, bool, Vec<Statement>),
    /// `extends`.
    Extends(Expr),
    /// `include`.
    Include(Include),
    /// `import … as name`.
    Import(Include, Arc<str>),
    /// `from … import a as b`.
    From(Include, Vec<(Arc<str>, Arc<str>)>),
    /// `load_yaml as target … endload`.
    Load(Place, Loader, Target, Vec<Statement>),
    /// `import_yaml … as name`.
    ImportData(Include, Loader, Arc<str>),
    /// `profile as …`.
    Profile(Expr, Vec<Statement>),
    /// `break`.
    Break(Place),
    /// `continue`.
    Continue(Place),
}

/// A whole template.
#[derive(Clone, Debug)]
pub(crate) struct Template {
    /// What it says.
    pub body: Vec<Statement>,
}
