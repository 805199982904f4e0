//! What is not there: Jinja2's `StrictUndefined`, and the lenient one of an inline `if` without `else`.

use std::sync::Arc;

use super::super::raise::{Kind, Raise, Result};
use super::{Object, repr};

/// Something that is not there, and why.
pub struct Undefined {
    hint: Option<String>,
    owner: Option<String>,
    name: Object,
    kind: Kind,
    lenient: bool,
}

impl Undefined {
    /// A variable that nobody set.
    pub fn variable(name: &Arc<str>, lenient: bool) -> Undefined {
        Undefined { hint: None, owner: None, name: Object::Str(name.clone()), kind: Kind::Undefined, lenient }
    }

    /// A member that the owner does not have.
    pub fn member(owner: &Object, name: Object, lenient: bool) -> Undefined {
        Undefined { hint: None, owner: Some(owner.described()), name, kind: Kind::Undefined, lenient }
    }

    /// Missing for a reason.
    pub fn because(hint: impl Into<String>, lenient: bool) -> Undefined {
        Undefined { hint: Some(hint.into()), owner: None, name: Object::None, kind: Kind::Undefined, lenient }
    }

    /// An attribute that the sandbox hides.
    pub fn unsafe_attribute(owner: &Object, name: &str) -> Undefined {
        let hint = format!("access to attribute '{name}' of '{}' object is unsafe.", owner.type_name());
        Undefined { kind: Kind::Security, ..Undefined::because(hint, false) }
    }

    /// Jinja2's class of it.
    pub fn type_name(&self) -> &'static str {
        if self.lenient { "Undefined" } else { "StrictUndefined" }
    }

    /// Tells whether it may be printed, tested and walked as nothing.
    pub fn is_lenient(&self) -> bool {
        self.lenient
    }

    /// What is said about it.
    pub fn message(&self) -> String {
        match (&self.hint, &self.owner, &self.name) {
            (Some(hint), _, _) => hint.clone(),
            (None, None, Object::Str(name)) => format!("'{name}' is undefined"),
            (None, Some(owner), Object::Str(name)) => format!("'{owner}' has no attribute '{name}'"),
            (None, owner, name) => format!(
                "{} has no element {}",
                owner.as_deref().unwrap_or("object"),
                repr(name).unwrap_or_default()
            ),
        }
    }

    /// The error of using it.
    pub fn raise(&self) -> Raise {
        let raise = Raise::new(self.kind, self.message());
        match &self.name {
            Object::Str(name) => raise.naming(name),
            _ => raise,
        }
    }

    /// Nothing if it is lenient, else the error.
    pub fn lenient_or_raise(&self) -> Result<()> {
        if self.lenient { Ok(()) } else { Err(self.raise()) }
    }
}

/// The same as an object.
impl From<Undefined> for Object {
    fn from(undefined: Undefined) -> Object {
        Object::Undefined(undefined.into())
    }
}
