//! What is not there: Jinja2's `StrictUndefined`, and the lenient one of an inline `if` without `else`.

use std::rc::{Rc, Weak};
use std::sync::Arc;

use halite_common::failure::nearest;

use super::super::raise::{Kind, Raise, Result};
use super::{Dict, Object, repr};

/// Something that is not there, and why.
pub struct Undefined {
    hint: Option<String>,
    owner: Option<String>,
    name: Object,
    kind: Kind,
    lenient: bool,
    /// What has no such member; not held, since it may hold this.
    among: Weak<Dict>,
    /// What may have been meant.
    meant: Option<String>,
}

impl Undefined {
    /// A variable that nobody set.
    pub fn variable(name: &Arc<str>, lenient: bool) -> Undefined {
        Undefined { name: Object::Str(name.clone()), ..Undefined::of(lenient) }
    }

    /// A member that the owner does not have.
    pub fn member(owner: &Object, name: Object, lenient: bool) -> Undefined {
        let mut missing = Undefined { owner: Some(owner.described()), name, ..Undefined::of(lenient) };
        match owner {
            Object::Dict(dict) => missing.among = Rc::downgrade(dict),
            Object::Str(text) if text.is_empty() => missing.meant = Some(EMPTY.into()),
            _ => {}
        }
        missing
    }

    /// Missing for a reason.
    pub fn because(hint: impl Into<String>, lenient: bool) -> Undefined {
        Undefined { hint: Some(hint.into()), ..Undefined::of(lenient) }
    }

    fn of(lenient: bool) -> Undefined {
        let (kind, among) = (Kind::Undefined, Weak::new());
        Undefined { hint: None, owner: None, name: Object::None, kind, lenient, among, meant: None }
    }

    /// Notes which of some names may have been meant.
    pub fn among(mut self, name: &str, names: Vec<Object>) -> Undefined {
        self.meant = near(name, &names);
        self
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
        let Object::Str(name) = &self.name else {
            return self.meant.clone().into_iter().fold(raise, Raise::advising);
        };
        let meant = self.meant.clone().or_else(|| {
            let keys = self.among.upgrade()?.keys();
            near(name, &keys).or_else(|| few(&keys))
        });
        meant.into_iter().fold(raise.naming(name), Raise::advising)
    }

    /// Nothing if it is lenient, else the error.
    pub fn lenient_or_raise(&self) -> Result<()> {
        if self.lenient { Ok(()) } else { Err(self.raise()) }
    }
}

const EMPTY: &str =
    "it is an empty text, which `pillar.get` and `grains.get` give where there is no such key";

/// Lists the names where they are few.
fn few(names: &[Object]) -> Option<String> {
    let shown: Vec<String> =
        names.iter().filter_map(Object::as_str).map(|name| format!("`{name}`")).collect();
    match shown.len() {
        0 => Some("it is empty; `.get('…', default)` gives a default".into()),
        1..=6 => Some(format!("it has only {}; `.get('…', default)` gives a default", shown.join(", "))),
        _ => None,
    }
}

fn near(name: &str, names: &[Object]) -> Option<String> {
    let names = names.iter().filter_map(Object::as_str).map(|known| &**known);
    Some(format!("did you mean `{}`?", nearest(name, names)?))
}

/// The same as an object.
impl From<Undefined> for Object {
    fn from(undefined: Undefined) -> Object {
        Object::Undefined(undefined.into())
    }
}
