//! A compiled run: chunks, their order and their requisites.

use halite_common::{
    failure::{Failure, Kind, nearest},
    value::{Dict, Key, Value},
};

use super::{
    Graph, Low, Lowering, Requisite, cycle,
    order::{Circular, raise_cap},
};
use crate::{
    declare::Registry,
    options::Options,
    source::{Sources, Spot},
};

/// A compiled run, ready to be shown or carried out.
#[derive(Clone, Default)]
pub struct Plan {
    pub(crate) chunks: Vec<Low>,
    pub(crate) order: Vec<usize>,
    pub(crate) graph: Graph,
    pub(crate) disabled: usize,
    pub(crate) sources: Sources,
    /// The high data it was made of, which the tally looks at.
    pub(crate) high: Dict,
}

impl Plan {
    /// The low state as `state.show_lowstate` shows it, in running order.
    pub fn low_state(&self) -> Vec<Dict> {
        self.order.iter().map(|&chunk| self.chunks[chunk].data().clone()).collect()
    }

    /// The SLS files that have states, in running order, as `state.show_states` shows them.
    pub fn sls_names(&self) -> Vec<String> {
        let mut names: Vec<String> = Vec::new();
        for sls in self.order.iter().map(|&chunk| self.chunks[chunk].sls()) {
            if !names.iter().any(|known| known == sls) {
                names.push(sls.to_owned());
            }
        }
        names
    }

    /// The ids of all chunks.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.order.iter().map(|&chunk| self.chunks[chunk].id())
    }

    /// The high data it was made of.
    pub fn high(&self) -> &Dict {
        &self.high
    }

    /// Arranges chunks by their requisites.
    pub(crate) fn arrange(
        lowering: Lowering,
        sources: Sources,
        high: Dict,
        options: &Options,
        registry: Registry,
        grains: &Dict,
    ) -> Result<Plan, Vec<Failure>> {
        let Lowering { chunks, disabled } = lowering;
        let mut plan = Plan { chunks, disabled, sources, high, ..Plan::default() };
        for (position, low) in plan.chunks.iter().enumerate() {
            plan.graph.add_chunk(position, low, may_aggregate(low, &options.aggregate, registry));
        }
        let mut errors = Vec::new();
        let mut cap = 1;
        for position in 0..plan.chunks.len() {
            watch_to_require(&mut plan.chunks[position], registry, grains);
            match plan.requisites(position, &options.disabled_requisites) {
                Err(failure) => errors.push(*failure),
                Ok(()) => cap = raise_cap(cap, &plan.chunks[position]),
            }
        }
        match plan.graph.order(&mut plan.chunks, cap) {
            Ok(order) => plan.order = order,
            Err(Circular) => errors.push(plan.circular()),
        }
        if errors.is_empty() { Ok(plan) } else { Err(errors) }
    }

    fn requisites(&mut self, position: usize, disabled: &[String]) -> Result<(), Box<Failure>> {
        for kind in Requisite::ALL.into_iter().filter(|kind| !disabled.iter().any(|off| off == kind.name())) {
            let references = match self.chunks[position].get(kind.name()) {
                Some(Value::List(references)) => references.clone(),
                _ => continue,
            };
            for reference in &references {
                self.requisite(position, kind, reference)?;
            }
        }
        Ok(())
    }

    fn requisite(&mut self, position: usize, kind: Requisite, reference: &Value) -> Result<(), Box<Failure>> {
        let (subject, value) = match reference {
            Value::Dict(one) => match one.at(0) {
                Some((subject, value)) => (subject.to_string(), value.clone()),
                None => return Ok(()),
            },
            id => ("id".to_owned(), id.clone()),
        };
        let subject = subject.split('.').next().unwrap_or(&subject).to_owned();
        let name = match value {
            Value::Null => return Ok(()),
            Value::Str(name) => name,
            _ => {
                let message = format!(
                    "Requisite [{}: {subject}] in state [{}] in SLS [{}] must have a string as the value",
                    kind.name(),
                    self.chunks[position].name(),
                    self.chunks[position].sls()
                );
                return Err(Box::new(self.failure(position, kind, None, message)));
            }
        };
        let Some(found) = self.graph.find(&subject, &name) else {
            return Err(Box::new(self.not_found(position, kind, &subject, &name)));
        };
        let tag = self.chunks[position].tag();
        self.graph.require(&mut self.chunks, &tag, &found, kind);
        Ok(())
    }

    fn not_found(&self, position: usize, kind: Requisite, subject: &str, name: &str) -> Failure {
        let low = &self.chunks[position];
        let message = format!(
            "Referenced state does not exist for requisite [{}: ({subject}: {name})] in state [{}] in SLS [{}]",
            kind.name(),
            low.name(),
            low.sls()
        );
        let failure = self.failure(position, kind, Some(name), message);
        let other = self.chunks.iter().find(|low| low.id() == name || low.name() == name);
        match (nearest(name, self.graph.names(subject)), other) {
            (_, Some(other)) => failure.hint(format!("`{name}` is a `{}`, not a `{subject}`", other.state())),
            (Some(near), None) => failure.hint(format!("did you mean `{near}`?")),
            (None, None) => failure,
        }
    }

    fn failure(&self, position: usize, kind: Requisite, item: Option<&str>, message: String) -> Failure {
        let low = &self.chunks[position];
        let id = Key::from(low.id());
        let spot = Spot {
            saltenv: low.text("__env__"),
            sls: low.sls(),
            id: Some(&id),
            state: Some(low.state()),
            argument: Some(kind.name()),
            item,
        };
        self.sources.failure(message, &spot)
    }

    fn circular(&self) -> Failure {
        let circle = self.graph.circle(&self.chunks);
        let message = cycle::describe(&circle, &self.chunks);
        let at = |link: &cycle::Link| {
            self.failure(link.dependent, link.kind, Some(self.chunks[link.dependency].id()), String::new())
                .place
        };
        let mut failure = Failure::new(Kind::Compile, message);
        failure.place = circle.first().and_then(at);
        let links: Vec<String> = circle
            .iter()
            .map(|link| {
                let (from, to) = (self.chunks[link.dependent].id(), self.chunks[link.dependency].id());
                let place = at(link).map(|place| format!(" ({place})")).unwrap_or_default();
                format!("`{from}` has `{}: {to}`{place}", link.kind.name())
            })
            .collect();
        failure.hint(format!("break the circle: {}", links.join("; ")))
    }
}

/// Tells whether `aggregate` on the state, or `state_aggregate`, asks for it and the module can.
fn may_aggregate(low: &Low, option: &Value, registry: Registry) -> bool {
    let asked = match low.get("aggregate").unwrap_or(option) {
        Value::Bool(on) => *on,
        Value::List(modules) => modules.iter().any(|module| module.as_str() == Some(low.state())),
        _ => false,
    };
    asked && registry.state(&low.full()).is_some_and(|entry| entry.aggregate.is_some())
}

/// Salt's modules with a `mod_watch`, wherever they run, that may be compiled here before they are there to be run.
const WATCH_IN_SALT: [&str; 2] = ["event", "mount"];

/// A module without a `mod_watch`, or without what it works with on this host, only requires what it watches.
fn watch_to_require(low: &mut Low, registry: Registry, grains: &Dict) {
    let watches = registry.states().any(|entry| {
        entry.watches
            && entry.name.strip_prefix(low.state()).is_some_and(|rest| rest.starts_with('.'))
            && (entry.offered)(grains)
    });
    if watches || WATCH_IN_SALT.contains(&low.state()) {
        return;
    }
    for (watch, require) in [("watch", "require"), ("watch_any", "require_any")] {
        if let Some(Value::List(watched)) = low.data_mut().remove(watch) {
            crate::high::list_of(low.data_mut(), require).extend(watched);
        }
    }
}
