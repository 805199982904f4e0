//! A template translated: what the engine runs as statements, and what it calls back for.
//!
//! A fragment's skeleton is a small template of control flow only. Each text, expression, test, loop and other
//! statement in it is one numbered call, so that the engine sees no name and no value of the user's.

use std::fmt::Write;
use std::sync::Arc;

use super::super::raise::{Place, Raise, Result};
use super::super::syntax::{Expr, For, Include, Loader, Macro, Parameter, Statement, Target, Template};
use super::names;

/// What the engine calls back for.
#[derive(Debug)]
pub enum Op {
    /// Text.
    Text(Place, Arc<str>),
    /// The printed value of an expression.
    Print(Expr),
    /// The truth of an expression.
    Test(Expr),
    /// A loop.
    Loop(Walk),
    /// Anything else.
    Act(Place, Act),
}

/// A loop's head.
#[derive(Debug)]
pub struct Walk {
    /// What each item is assigned to.
    pub target: Target,
    /// What is walked, unless a recursive call says.
    pub iterable: Expr,
    /// Which items count.
    pub filter: Option<Expr>,
    /// Whether its body mentions `loop`.
    pub(crate) extended: bool,
    /// The fragment that holds the loop, if it can be called.
    pub recursive: Option<usize>,
}

/// A macro's head and body.
#[derive(Debug)]
pub struct Definition {
    /// Its name.
    pub name: Arc<str>,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
    /// Its body.
    pub fragment: usize,
    /// Whether its body mentions `caller`, `kwargs`, `varargs`.
    pub mentions: [bool; 3],
    /// Where it is.
    pub place: Place,
}

/// Statements that are not control flow.
#[derive(Debug)]
pub enum Act {
    /// `set a = …`.
    Set(Target, Expr),
    /// `set a … endset`.
    SetBlock(Target, Option<Expr>, usize),
    /// Opens the scope of `with`.
    With(Vec<(Target, Expr)>),
    /// Closes a scope.
    Leave,
    /// `macro`.
    Define(Arc<Definition>),
    /// `call`.
    Call(Expr, Arc<Definition>),
    /// `filter`.
    Filter(Expr, usize),
    /// `do`.
    Do(Expr),
    /// `block`, and whether it is scoped.
    Block(Arc<str>, bool),
    /// `extends`.
    Extends(Expr),
    /// `include`.
    Include(Include),
    /// `import … as`.
    Import(Include, Arc<str>),
    /// `from … import`.
    From(Include, Vec<(Arc<str>, Arc<str>)>),
    /// `load_yaml as …` and kin.
    Load(Loader, Target, usize),
    /// `import_yaml … as` and kin.
    ImportData(Include, Loader, Arc<str>),
    /// A recursive loop, by its fragment.
    Recursive(usize),
}

/// A block that a template defines.
#[derive(Debug)]
pub struct BlockHead {
    /// Its name.
    pub name: Arc<str>,
    /// Its body.
    pub fragment: usize,
    /// Whether an extending template must define it.
    pub required: bool,
}

/// A translated template.
#[derive(Debug, Default)]
pub struct Program {
    /// What calls refer to, by number.
    pub ops: Vec<Op>,
    /// The skeletons; the first is the template itself.
    pub fragments: Vec<String>,
    /// The blocks.
    pub blocks: Vec<BlockHead>,
}

/// Translates a template.
pub(crate) fn translate(template: Template) -> Result<Program> {
    super::known::check(&template.body, false)?;
    let mut translator = Translator::default();
    translator.fragment(template.body, Loops::None)?;
    let Translator { mut program, fragments } = translator;
    program.fragments = fragments.into_iter().map(Option::unwrap_or_default).collect();
    Ok(program)
}

/// What a loop control in a body finds.
#[derive(Clone, Copy, PartialEq)]
enum Loops {
    /// No loop.
    None,
    /// One outside of the fragment.
    Outside,
    /// One in the fragment.
    Inside,
}

#[derive(Default)]
struct Translator {
    program: Program,
    fragments: Vec<Option<String>>,
}

impl Translator {
    fn op(&mut self, op: Op) -> usize {
        self.program.ops.push(op);
        self.program.ops.len() - 1
    }

    fn fragment(&mut self, body: Vec<Statement>, loops: Loops) -> Result<usize> {
        let index = self.fragments.len();
        self.fragments.push(None);
        let mut out = String::new();
        self.body(body, loops, &mut out)?;
        self.fragments[index] = Some(out);
        Ok(index)
    }

    /// A body that is captured: a loop control in it leaves the fragment.
    fn captured(&mut self, body: Vec<Statement>, loops: Loops) -> Result<usize> {
        self.fragment(body, if loops == Loops::None { Loops::None } else { Loops::Outside })
    }

    fn body(&mut self, body: Vec<Statement>, loops: Loops, out: &mut String) -> Result<()> {
        body.into_iter().try_for_each(|statement| self.statement(statement, loops, out))
    }

    fn act(&mut self, place: Place, act: Act, out: &mut String) {
        let id = self.op(Op::Act(place, act));
        emit(out, format_args!("{{{{a({id})}}}}"));
    }

    /// A statement whose body may signal a loop control.
    fn capturing(&mut self, place: Place, act: Act, loops: Loops, out: &mut String) {
        let id = self.op(Op::Act(place, act));
        match loops {
            Loops::None => emit(out, format_args!("{{{{a({id})}}}}")),
            Loops::Inside => emit(
                out,
                format_args!(
                    "{{% set s=k({id}) %}}{{{{o()}}}}{{% if s==1 %}}{{% break %}}{{% elif s==2 %}}{{% continue %}}{{% endif %}}"
                ),
            ),
            Loops::Outside => emit(
                out,
                format_args!("{{% set s=k({id}) %}}{{{{o()}}}}{{% if s %}}{{{{s(s)}}}}{{% endif %}}"),
            ),
        }
    }

    fn statement(&mut self, statement: Statement, loops: Loops, out: &mut String) -> Result<()> {
        match statement {
            Statement::Text(place, text) => {
                let id = self.op(Op::Text(place, text));
                emit(out, format_args!("{{{{t({id})}}}}"));
            }
            Statement::Print(expr) => {
                let id = self.op(Op::Print(expr));
                emit(out, format_args!("{{{{e({id})}}}}"));
            }
            Statement::If(branches, otherwise) => self.branches(branches, otherwise, loops, out)?,
            Statement::For(walk) => self.walk(*walk, loops, out)?,
            Statement::Set(target, expr) => self.act(expr.place, Act::Set(target, expr), out),
            Statement::SetBlock(place, target, filter, body) => {
                let fragment = self.captured(body, loops)?;
                self.capturing(place, Act::SetBlock(target, filter, fragment), loops, out);
            }
            Statement::With(assigned, body) => {
                let place = assigned.first().map(|(_, expr)| expr.place).unwrap_or_default();
                self.act(place, Act::With(assigned), out);
                self.body(body, loops, out)?;
                self.act(place, Act::Leave, out);
            }
            Statement::Macro(definition) => {
                let definition = self.definition(*definition)?;
                self.act(definition.place, Act::Define(definition), out);
            }
            Statement::Call(call, body) => {
                let definition = self.definition(*body)?;
                self.act(call.place, Act::Call(call, definition), out);
            }
            Statement::Filter(filter, body) => {
                let fragment = self.captured(body, loops)?;
                self.capturing(filter.place, Act::Filter(filter, fragment), loops, out);
            }
            Statement::Do(expr) => self.act(expr.place, Act::Do(expr), out),
            Statement::Block(place, name, scoped, required, body) => {
                let fragment = self.fragment(body, Loops::None)?;
                self.program.blocks.push(BlockHead { name: name.clone(), fragment, required });
                self.act(place, Act::Block(name, scoped), out);
            }
            Statement::Extends(expr) => self.act(expr.place, Act::Extends(expr), out),
            Statement::Include(include) => self.act(include.template.place, Act::Include(include), out),
            Statement::Import(include, name) => {
                self.act(include.template.place, Act::Import(include, name), out);
            }
            Statement::From(include, names) => {
                self.act(include.template.place, Act::From(include, names), out);
            }
            Statement::Load(place, loader, target, body) => {
                let fragment = self.fragment(body, Loops::None)?;
                self.act(place, Act::Load(loader, target, fragment), out);
            }
            Statement::ImportData(include, loader, name) => {
                self.act(include.template.place, Act::ImportData(include, loader, name), out);
            }
            Statement::Profile(label, body) => {
                self.act(label.place, Act::Do(label), out);
                self.body(body, loops, out)?;
            }
            Statement::Break(place) => control(place, "break", loops, out)?,
            Statement::Continue(place) => control(place, "continue", loops, out)?,
        }
        Ok(())
    }

    fn branches(
        &mut self,
        branches: Vec<(Expr, Vec<Statement>)>,
        otherwise: Vec<Statement>,
        loops: Loops,
        out: &mut String,
    ) -> Result<()> {
        let mut word = "if";
        for (test, body) in branches {
            let id = self.op(Op::Test(test));
            emit(out, format_args!("{{% {word} c({id}) %}}"));
            self.body(body, loops, out)?;
            word = "elif";
        }
        if !otherwise.is_empty() {
            out.push_str("{% else %}");
            self.body(otherwise, loops, out)?;
        }
        out.push_str("{% endif %}");
        Ok(())
    }

    fn walk(&mut self, walk: For, loops: Loops, out: &mut String) -> Result<()> {
        if !walk.recursive {
            return self.walk_here(walk, None, loops, out);
        }
        let place = walk.iterable.place;
        let index = self.fragments.len();
        self.fragments.push(None);
        let mut inner = String::new();
        self.walk_here(walk, Some(index), Loops::None, &mut inner)?;
        self.fragments[index] = Some(inner);
        self.act(place, Act::Recursive(index), out);
        Ok(())
    }

    fn walk_here(
        &mut self,
        walk: For,
        recursive: Option<usize>,
        loops: Loops,
        out: &mut String,
    ) -> Result<()> {
        let For { target, iterable, filter, body, otherwise, .. } = walk;
        let place = iterable.place;
        let [mentions_loop] = names::mentioned(&body, ["loop"]);
        let extended = mentions_loop || recursive.is_some();
        let id = self.op(Op::Loop(Walk { target, iterable, filter, extended, recursive }));
        // The engine's own loop only turns; what it turns over, and when it ends, is asked for.
        emit(out, format_args!("{{% for _ in b({id}) %}}{{% if not n({id}) %}}{{% break %}}{{% endif %}}"));
        self.body(body, Loops::Inside, out)?;
        if otherwise.is_empty() {
            emit(out, format_args!("{{% endfor %}}{{% set _=f({id}) %}}"));
            return Ok(());
        }
        emit(out, format_args!("{{% endfor %}}{{% if f({id}) %}}"));
        self.act(place, Act::With(Vec::new()), out);
        self.body(otherwise, loops, out)?;
        self.act(place, Act::Leave, out);
        out.push_str("{% endif %}");
        Ok(())
    }

    fn definition(&mut self, definition: Macro) -> Result<Arc<Definition>> {
        let place = definition.parameters.iter().find_map(|p| Some(p.default.as_ref()?.place));
        let mentions = names::mentioned(&definition.body, ["caller", "kwargs", "varargs"]);
        let fragment = self.fragment(definition.body, Loops::None)?;
        Ok(Arc::new(Definition {
            name: definition.name,
            parameters: definition.parameters,
            fragment,
            mentions,
            place: place.unwrap_or_default(),
        }))
    }
}

fn control(place: Place, word: &str, loops: Loops, out: &mut String) -> Result<()> {
    match loops {
        Loops::None => return Err(Raise::syntax(place, format!("'{word}' outside loop"))),
        Loops::Inside => emit(out, format_args!("{{% {word} %}}")),
        Loops::Outside => emit(out, format_args!("{{{{s({})}}}}", if word == "break" { 1 } else { 2 })),
    }
    Ok(())
}

fn emit(out: &mut String, text: std::fmt::Arguments<'_>) {
    // Writing to a string cannot fail.
    let _ = out.write_fmt(text);
}
