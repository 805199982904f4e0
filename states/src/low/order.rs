//! The order in which chunks run: requisites first, then `order`, then the order of the files.

use std::{cmp::Reverse, collections::BinaryHeap, collections::HashMap};

use halite_common::value::Value;

use super::{
    Graph, Low,
    graph::{Node, NodeId},
};

/// How many chunks one aggregation may take.
const MAX_GROUP: usize = 500;

/// Requisites that lead back to where they began.
#[derive(Debug)]
pub(crate) struct Circular;

/// A number of the ordering; `order: 1` and the half numbers that `names` makes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Number(f64);

impl Eq for Number {}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Number) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Number) -> std::cmp::Ordering {
        self.0.total_cmp(&other.0)
    }
}

/// The place that a node takes among those that are free to run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Rank {
    order: Number,
    own: Number,
    label: String,
    tag: String,
    node: NodeId,
}

/// The next `cap` after an `order` was seen: 100 past the greatest, so that what has none comes later.
pub(crate) fn raise_cap(cap: i128, low: &Low) -> i128 {
    match low.get("order").and_then(integer) {
        Some(order) if order > cap - 1 && order > 0 => order + 100,
        _ => cap,
    }
}

fn integer(value: &Value) -> Option<i128> {
    value.as_int().or_else(|| value.as_bool().map(i128::from))
}

impl Graph {
    /// Orders all nodes and forms the aggregation groups. A chunk with a test run stands there twice.
    pub(crate) fn order(&mut self, chunks: &mut [Low], cap: i128) -> Result<Vec<usize>, Circular> {
        let nodes = self.sort(chunks, cap)?;
        self.group(&nodes);
        Ok(nodes.into_iter().filter_map(|node| self.nodes[node].chunk).collect())
    }

    fn sort(&self, chunks: &mut [Low], cap: i128) -> Result<Vec<NodeId>, Circular> {
        let mut waiting: Vec<usize> =
            self.nodes.iter().map(|node| node.dependencies.values().map(Vec::len).sum()).collect();
        let mut free = BinaryHeap::new();
        for node in (0..self.nodes.len()).filter(|&node| waiting[node] == 0) {
            free.push(Reverse(self.rank(node, chunks, cap)));
        }
        let mut sorted = Vec::with_capacity(self.nodes.len());
        while let Some(Reverse(Rank { node, .. })) = free.pop() {
            sorted.push(node);
            for (&dependent, kinds) in &self.nodes[node].dependents {
                waiting[dependent] -= kinds.len();
                if waiting[dependent] == 0 {
                    free.push(Reverse(self.rank(dependent, chunks, cap)));
                }
            }
        }
        if sorted.len() == self.nodes.len() { Ok(sorted) } else { Err(Circular) }
    }

    fn rank(&self, node: NodeId, chunks: &mut [Low], cap: i128) -> Rank {
        let Node { tag, chunk, dependents, .. } = &self.nodes[node];
        let Some(chunk) = *chunk else {
            return Rank {
                order: Number(cap as f64),
                own: Number(cap as f64),
                label: String::new(),
                tag: tag.clone(),
                node,
            };
        };
        let own = settle(&mut chunks[chunk], cap);
        let (mut first, mut heaviest) = (f64::INFINITY, 0);
        for (&dependent, kinds) in dependents {
            for weight in kinds.iter().map(|kind| kind.weight()) {
                if weight < heaviest {
                    continue;
                }
                heaviest = weight;
                let theirs = self.nodes[dependent].chunk.map(|chunk| declared(&mut chunks[chunk], cap));
                first = first.min(theirs.unwrap_or(f64::INFINITY));
            }
        }
        let low = &chunks[chunk];
        let label = format!("{}{}{}", low.state(), low.name(), low.fun());
        Rank { order: Number(own.min(first)), own: Number(own), label, tag: tag.clone(), node }
    }

    /// Puts chunks of one module that do not depend on each other into groups.
    fn group(&mut self, sorted: &[NodeId]) {
        let mut groups: HashMap<String, Vec<Vec<NodeId>>> = HashMap::new();
        let mut formed: HashMap<NodeId, NodeId> = HashMap::new();
        for &node in sorted {
            if !self.nodes[node].may_aggregate {
                continue;
            }
            let of_module = groups.entry(self.nodes[node].module.clone()).or_default();
            let open = of_module.iter_mut().find(|members| {
                let from = formed.get(&members[0]).copied().unwrap_or(members[0]);
                members.len() < MAX_GROUP && !self.leads_to(from, node)
            });
            let Some(members) = open else {
                of_module.push(vec![node]);
                continue;
            };
            let first = members[0];
            members.push(node);
            let members = members.clone();
            let group = match formed.get(&first) {
                Some(&group) => group,
                None => {
                    let module = self.nodes[first].module.clone();
                    let group = self.add_group(&module);
                    formed.insert(first, group);
                    group
                }
            };
            if members.len() == 2 {
                self.join(first, group);
            }
            self.join(node, group);
            self.nodes[group].members = members;
        }
    }

    fn join(&mut self, node: NodeId, group: NodeId) {
        self.nodes[node].group = Some(group);
        for (dependency, kinds) in self.nodes[node].dependencies.clone() {
            kinds.into_iter().for_each(|kind| self.add_edge(dependency, group, kind));
        }
        for (dependent, kinds) in self.nodes[node].dependents.clone() {
            kinds.into_iter().for_each(|kind| self.add_edge(group, dependent, kind));
        }
    }

    fn leads_to(&self, from: NodeId, to: NodeId) -> bool {
        let (mut seen, mut open) = (vec![false; self.nodes.len()], vec![from]);
        while let Some(node) = open.pop() {
            if node == to {
                return true;
            }
            if !std::mem::replace(&mut seen[node], true) {
                open.extend(self.nodes[node].dependents.keys());
            }
        }
        false
    }
}

/// Reads an `order` and writes it back as a number.
fn declared(low: &mut Low, cap: i128) -> f64 {
    match low.get("order") {
        None => return f64::INFINITY,
        Some(Value::Int(order)) => return *order as f64,
        Some(Value::Float(order)) => return *order,
        Some(Value::Bool(order)) => return f64::from(u8::from(*order)),
        Some(_) => {}
    }
    let order = word(low, cap);
    low.set("order", order);
    order as f64
}

fn word(low: &Low, cap: i128) -> i128 {
    match low.text("order") {
        "last" => cap + 1_000_000,
        "first" => 0,
        _ => cap,
    }
}

/// A chunk's own order: words and negatives to numbers, and the place within `names` behind the point.
fn settle(low: &mut Low, cap: i128) -> f64 {
    if low.get("order").is_none() {
        low.set("order", cap);
    }
    let mut order = declared(low, cap);
    if let Some(Value::Int(position)) = low.data_mut().remove("name_order") {
        order += position as f64 / 10_000.0;
        low.set("order", order);
    }
    if order < 0.0 {
        order += (cap + 1_000_000) as f64;
        match low.get("order") {
            Some(Value::Float(_)) => low.set("order", order),
            _ => low.set("order", order as i128),
        }
    }
    order
}
