//! The graph of chunks and their requisites.

use std::collections::HashMap;

use halite_common::glob;
use indexmap::IndexMap;

use super::{Low, Requisite};

/// A place in [`Graph::nodes`].
pub(crate) type NodeId = usize;

/// Chunks and requisites; a chunk that is a `prereq` has a second node, for its run in test mode.
#[derive(Clone, Debug, Default)]
pub(crate) struct Graph {
    pub(super) nodes: Vec<Node>,
    by_tag: HashMap<String, NodeId>,
    /// By module and id, module and name, `id` and id, `id` and name.
    by_name: IndexMap<(String, String), Vec<NodeId>>,
    by_sls: IndexMap<String, Vec<NodeId>>,
}

/// One chunk, or the group that chunks were aggregated to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Node {
    pub(super) tag: String,
    /// Position in the list of chunks; `None` for a group.
    pub(super) chunk: Option<usize>,
    pub(super) module: String,
    pub(super) may_aggregate: bool,
    pub(super) group: Option<NodeId>,
    pub(super) members: Vec<NodeId>,
    pub(super) dependents: IndexMap<NodeId, Vec<Requisite>>,
    pub(super) dependencies: IndexMap<NodeId, Vec<Requisite>>,
}

const PREREQ_TEST: &str = "_|-__prereq_test__";

impl Graph {
    /// Adds a chunk under all its names.
    pub(crate) fn add_chunk(&mut self, position: usize, low: &Low, may_aggregate: bool) {
        let node = self.node(low.tag(), position, low.state());
        self.nodes[node].chunk = Some(position);
        self.nodes[node].may_aggregate = may_aggregate;
        for subject in [low.state(), "id"] {
            for name in [low.name(), low.id()] {
                let known = self.by_name.entry((subject.to_owned(), name.to_owned())).or_default();
                if !known.contains(&node) {
                    known.push(node);
                }
            }
        }
        let includers = low.get("__sls_included_from__").and_then(|from| from.as_list()).unwrap_or_default();
        let own = Some(low.sls()).filter(|sls| !sls.is_empty());
        for sls in own.into_iter().chain(includers.iter().filter_map(|sls| sls.as_str())) {
            let known = self.by_sls.entry(sls.to_owned()).or_default();
            if !known.contains(&node) {
                known.push(node);
            }
        }
    }

    fn node(&mut self, tag: String, chunk: usize, module: &str) -> NodeId {
        if let Some(&known) = self.by_tag.get(&tag) {
            return known;
        }
        let id = self.nodes.len();
        self.by_tag.insert(tag.clone(), id);
        self.nodes.push(Node { tag, chunk: Some(chunk), module: module.to_owned(), ..Node::default() });
        id
    }

    /// A node that stands for several.
    pub(super) fn add_group(&mut self, module: &str) -> NodeId {
        self.nodes.push(Node { module: module.to_owned(), ..Node::default() });
        self.nodes.len() - 1
    }

    pub(super) fn add_edge(&mut self, from: NodeId, to: NodeId, kind: Requisite) {
        let forward = self.nodes[from].dependents.entry(to).or_default();
        if !forward.contains(&kind) {
            forward.push(kind);
            self.nodes[to].dependencies.entry(from).or_default().push(kind);
        }
    }

    /// The nodes that a reference means, or `None` where there is none.
    ///
    /// An SLS pattern may match nothing; any other reference must lead somewhere.
    pub(super) fn find(&self, subject: &str, name: &str) -> Option<Vec<NodeId>> {
        let is_pattern = name.contains(['*', '?', '[', ']']);
        if subject == "sls" {
            if is_pattern {
                let fitting = self.by_sls.iter().filter(|(sls, _)| glob::matches(name, sls));
                return Some(fitting.flat_map(|(_, nodes)| nodes).copied().collect());
            }
            return self.by_sls.get(name).cloned();
        }
        if !is_pattern {
            return self.by_name.get(&(subject.to_owned(), name.to_owned())).cloned();
        }
        let fitting = |key: &(String, String)| key.0 == subject && glob::matches(name, &key.1);
        let found: Vec<NodeId> = self
            .by_name
            .iter()
            .filter(|(key, _)| fitting(key))
            .flat_map(|(_, nodes)| nodes)
            .copied()
            .collect();
        (!found.is_empty()).then_some(found)
    }

    /// Every name under which a subject's chunks can be referred to.
    pub(super) fn names<'g>(&'g self, subject: &'g str) -> Box<dyn Iterator<Item = &'g str> + 'g> {
        if subject == "sls" {
            return Box::new(self.by_sls.keys().map(String::as_str));
        }
        Box::new(self.by_name.keys().filter(move |key| key.0 == subject).map(|key| key.1.as_str()))
    }

    /// Makes `to`'s chunk depend on the nodes found.
    pub(super) fn require(&mut self, chunks: &mut [Low], to: &str, from: &[NodeId], kind: Requisite) {
        let Some(&to) = self.by_tag.get(to) else { return };
        for &from in from {
            if kind == Requisite::Prereq {
                self.prereq(chunks, to, from);
                continue;
            }
            if let Some(test) = self.prereq_test(to).filter(|_| self.is_prereq(chunks, to)) {
                self.add_edge(from, test, kind);
            }
            self.add_edge(from, to, kind);
        }
    }

    fn is_prereq(&self, chunks: &[Low], node: NodeId) -> bool {
        self.nodes[node].chunk.is_some_and(|chunk| chunks[chunk].flag("__prereq__"))
    }

    fn prereq_test(&self, node: NodeId) -> Option<NodeId> {
        self.by_tag.get(&format!("{}{PREREQ_TEST}", self.nodes[node].tag)).copied()
    }

    /// `node` declares `prereq` on `target`: the target's test run, then `node`, then the target.
    fn prereq(&mut self, chunks: &mut [Low], node: NodeId, target: NodeId) {
        let (Some(own), Some(theirs)) = (self.nodes[node].chunk, self.nodes[target].chunk) else { return };
        chunks[own].set("__prerequiring__", true);
        chunks[theirs].set("__prereq__", true);
        let test = match self.prereq_test(target) {
            Some(test) => test,
            None => {
                let tag = format!("{}{PREREQ_TEST}", self.nodes[target].tag);
                let module = self.nodes[target].module.clone();
                let test = self.node(tag, theirs, &module);
                // What the target depends on, its test run depends on as well.
                for (dependency, kinds) in self.nodes[target].dependencies.clone() {
                    for kind in kinds.into_iter().filter(|kind| *kind != Requisite::Prereq) {
                        self.add_edge(dependency, test, kind);
                    }
                }
                test
            }
        };
        self.add_edge(test, node, Requisite::Prereq);
        self.add_edge(node, target, Requisite::Require);
        // In a chain of prereqs the inner test run decides what the outer one sees.
        if let Some(own_test) = self.prereq_test(node) {
            self.add_edge(test, own_test, Requisite::Prereq);
        }
    }

    /// What a chunk depends on, as chunks; a chunk that runs for a `prereq` asks for its test run.
    pub(crate) fn dependencies(&self, low: &Low) -> Vec<(Requisite, usize)> {
        let Some(&own) = self.by_tag.get(&low.tag()) else { return Vec::new() };
        let node = self.prereq_test(own).filter(|_| low.flag("__prereq__")).unwrap_or(own);
        let mut found = Vec::new();
        for (&from, kinds) in &self.nodes[node].dependencies {
            for &kind in kinds {
                match self.nodes[from].chunk {
                    Some(chunk) => found.push((kind, chunk)),
                    None => {
                        let members = self.nodes[from].members.iter();
                        found.extend(members.filter_map(|&m| self.nodes[m].chunk).map(|chunk| (kind, chunk)));
                    }
                }
            }
        }
        found
    }

    /// The chunks that may be aggregated with this one, itself included.
    pub(crate) fn aggregated(&self, low: &Low) -> Vec<usize> {
        let group = self.by_tag.get(&low.tag()).and_then(|&node| self.nodes[node].group);
        let members = group.map(|group| self.nodes[group].members.as_slice()).unwrap_or_default();
        members.iter().filter_map(|&member| self.nodes[member].chunk).collect()
    }
}
