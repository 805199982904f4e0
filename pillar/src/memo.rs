//! Pillars kept until something that they were made of changes.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use halite_common::{
    crypto::sha256,
    value::{Dict, Key, Value},
};
use halite_render::Functions;
use indexmap::IndexMap;

use crate::{Compiled, Compiler, Request};

/// The environment, the pillar environment and the minion that a pillar is for.
type Owner = (String, Option<String>, Option<String>);

/// Keeps compiled pillars. For pure `functions` only: what they look up is not seen here. A kept pillar may be older than
/// what sources elsewhere say by now; it is good for targets, and the minion itself gets a new one.
pub struct Memo {
    kept: Mutex<IndexMap<Owner, (Inputs, Arc<Compiled>)>>,
    capacity: usize,
}

/// Choices of environments of one minion whose pillars are kept: a minion may name as many as it likes, and must not push
/// out what others have.
const CHOICES: usize = 8;

/// A hash of all that a pillar was made of.
type Inputs = [u8; 32];

impl Memo {
    /// A memo of that many pillars; the oldest makes room for a new one.
    pub fn new(capacity: usize) -> Memo {
        Memo { kept: Mutex::default(), capacity }
    }

    /// The pillar of a request: the kept one if grains, files and choices are the same. Requests with overrides are
    /// never kept.
    pub fn compile(
        &self,
        compiler: &Compiler,
        request: &Request,
        functions: Arc<dyn Functions>,
    ) -> Arc<Compiled> {
        self.batch(compiler).compile(request, functions)
    }

    /// The same for the minion itself, which is given a kept pillar only if that is [`Compiled::lasting`].
    pub fn renew(
        &self,
        compiler: &Compiler,
        request: &Request,
        functions: Arc<dyn Functions>,
    ) -> Arc<Compiled> {
        self.batch(compiler).get_or_compile(request, functions, |kept| kept.lasting)
    }

    /// Compiles many pillars that may be of one state of the files, as for a target: the files are looked at once.
    pub fn batch<'a>(&'a self, compiler: &'a Compiler) -> Batch<'a> {
        Batch { memo: self, compiler, stamps: Mutex::default() }
    }

    /// Forgets everything, as after a change of the configuration.
    pub fn clear(&self) {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    fn get(&self, owner: &Owner, inputs: &Inputs) -> Option<Arc<Compiled>> {
        let kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get(owner).filter(|(known, _)| known == inputs).map(|(_, compiled)| Arc::clone(compiled))
    }

    fn keep(&self, owner: Owner, inputs: Inputs, compiled: &Arc<Compiled>) {
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        kept.shift_remove(&owner);
        if !compiled.lasting {
            // Those of other environments are as old as what this one replaces.
            kept.retain(|(id, ..), (_, other)| other.lasting || *id != owner.0);
        }
        let (id, saltenv, pillarenv) = &owner;
        if saltenv.is_some() || pillarenv.is_some() {
            let theirs: Vec<usize> =
                kept.keys().enumerate().filter(|(_, (other, ..))| other == id).map(|(at, _)| at).collect();
            if theirs.len() >= CHOICES {
                kept.shift_remove_index(theirs[0]);
            }
        }
        while kept.len() >= self.capacity.max(1) {
            kept.shift_remove_index(0);
        }
        kept.insert(owner, (inputs, Arc::clone(compiled)));
    }
}

/// Pillars of one state of the files.
pub struct Batch<'a> {
    memo: &'a Memo,
    compiler: &'a Compiler,
    /// What the files of an environment were when the batch first looked.
    stamps: Mutex<HashMap<String, [u8; 32]>>,
}

impl Batch<'_> {
    /// The pillar of a request; see [`Memo::compile`].
    pub fn compile(&self, request: &Request, functions: Arc<dyn Functions>) -> Arc<Compiled> {
        self.get_or_compile(request, functions, |_| true)
    }

    fn get_or_compile(
        &self,
        request: &Request,
        functions: Arc<dyn Functions>,
        good: impl Fn(&Compiled) -> bool,
    ) -> Arc<Compiled> {
        if !request.overrides.is_empty() {
            return Arc::new(self.compiler.compile(request, functions));
        }
        let owner = (request.id.clone(), request.saltenv.clone(), request.pillarenv.clone());
        let inputs = self.inputs(request);
        if let Some(known) = self.memo.get(&owner, &inputs).filter(|known| good(known)) {
            return known;
        }
        let compiled = Arc::new(self.compiler.compile(request, functions));
        self.memo.keep(owner, inputs, &compiled);
        compiled
    }

    fn inputs(&self, request: &Request) -> Inputs {
        let mut seen = Vec::new();
        text(&request.id, &mut seen);
        let chosen = self.compiler.pillarenv(request).or_else(|| request.saltenv.clone());
        for environment in self.compiler.roots().configured().chain(chosen.as_deref()) {
            seen.extend(self.stamp(environment));
        }
        dict(&request.grains, &mut seen);
        sha256(&seen)
    }

    fn stamp(&self, environment: &str) -> [u8; 32] {
        let mut stamps = self.stamps.lock().unwrap_or_else(PoisonError::into_inner);
        *stamps.entry(environment.to_owned()).or_insert_with(|| self.compiler.roots().stamp(environment))
    }
}

fn text(text: &str, out: &mut Vec<u8>) {
    out.extend((text.len() as u64).to_le_bytes());
    out.extend(text.as_bytes());
}

fn dict(dict: &Dict, out: &mut Vec<u8>) {
    out.push(b'{');
    for (key, item) in dict {
        match key {
            Key::Str(key) => {
                out.push(b's');
                text(key, out);
            }
            other => value(&other.to_value(), out),
        }
        value(item, out);
    }
    out.push(b'}');
}

/// A value's bytes, such that different values have different ones.
fn value(item: &Value, out: &mut Vec<u8>) {
    match item {
        Value::Str(s) => {
            out.push(b's');
            text(s, out);
        }
        Value::Bytes(b) => {
            out.push(b'b');
            out.extend((b.len() as u64).to_le_bytes());
            out.extend(b);
        }
        Value::List(items) => {
            out.push(b'[');
            items.iter().for_each(|item| value(item, out));
            out.push(b']');
        }
        Value::Dict(inner) => dict(inner, out),
        plain => {
            out.push(b'=');
            text(&plain.repr(), out);
        }
    }
}
