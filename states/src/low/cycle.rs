//! Finds requisites that lead back to where they began.

use halite_common::value::{Dict, Value};

use super::{Graph, Low, Requisite, graph::NodeId};

/// One requisite of a circle.
pub(crate) struct Link {
    /// The chunk that declares it.
    pub(crate) dependent: usize,
    pub(crate) kind: Requisite,
    /// The chunk it points at.
    pub(crate) dependency: usize,
}

#[derive(Clone, Copy, PartialEq)]
enum Colour {
    White,
    Grey,
    Black,
}

struct Visit {
    node: NodeId,
    edges: Vec<(NodeId, Requisite)>,
    next: usize,
}

impl Graph {
    /// The links of the first circle that a search from the first chunk on meets.
    pub(crate) fn circle(&self, chunks: &[Low]) -> Vec<Link> {
        let edges = self.find_circle();
        edges.into_iter().filter_map(|(from, to, kind)| self.link(from, to, kind, chunks)).collect()
    }

    fn link(&self, from: NodeId, to: NodeId, kind: Requisite, chunks: &[Low]) -> Option<Link> {
        let (dependency, dependent) = (self.nodes[from].chunk?, self.nodes[to].chunk?);
        // A `prereq` adds a `require` the other way round; show what the user wrote.
        let written = kind != Requisite::Require || chunks[dependent].get(kind.name()).is_some();
        let kind = if written { kind } else { Requisite::Prereq };
        Some(Link { dependent, kind, dependency })
    }

    fn find_circle(&self) -> Vec<(NodeId, NodeId, Requisite)> {
        let mut colours = vec![Colour::White; self.nodes.len()];
        for start in 0..self.nodes.len() {
            if colours[start] != Colour::White {
                continue;
            }
            colours[start] = Colour::Grey;
            let mut path = vec![self.visit(start)];
            while let Some(visit) = path.last_mut() {
                let Some(&(target, kind)) = visit.edges.get(visit.next) else {
                    colours[visit.node] = Colour::Black;
                    path.pop();
                    continue;
                };
                visit.next += 1;
                match colours[target] {
                    Colour::Grey => return closed(&path, target, kind),
                    Colour::White => {
                        colours[target] = Colour::Grey;
                        path.push(self.visit(target));
                    }
                    Colour::Black => {}
                }
            }
        }
        Vec::new()
    }

    fn visit(&self, node: NodeId) -> Visit {
        let dependents = self.nodes[node].dependents.iter();
        let edges = dependents.flat_map(|(&to, kinds)| kinds.iter().map(move |&kind| (to, kind))).collect();
        Visit { node, edges, next: 0 }
    }
}

/// The part of the path from `target` on, closed by the last edge.
fn closed(path: &[Visit], target: NodeId, kind: Requisite) -> Vec<(NodeId, NodeId, Requisite)> {
    let start = path.iter().position(|visit| visit.node == target).unwrap_or(0);
    let circle = &path[start..];
    let mut edges: Vec<_> = circle
        .windows(2)
        .map(|pair| (pair[0].node, pair[1].node, pair[0].edges[pair[0].next - 1].1))
        .collect();
    if let Some(last) = circle.last() {
        edges.push((last.node, target, kind));
    }
    edges
}

/// A circle in Salt's words.
pub(crate) fn describe(circle: &[Link], chunks: &[Low]) -> String {
    let links: Vec<String> = circle
        .iter()
        .map(|link| {
            let (from, to) = (chunk_text(&chunks[link.dependent]), chunk_text(&chunks[link.dependency]));
            format!("({from}, '{}', {to})", link.kind.name())
        })
        .collect();
    format!("Recursive requisites were found: {}", links.join(", "))
}

fn chunk_text(low: &Low) -> String {
    let mut shown = Dict::from([("SLS", low.sls()), ("ID", low.id())]);
    if low.id() != low.name() {
        shown.insert("NAME", low.name());
    }
    Value::Dict(shown).repr()
}
