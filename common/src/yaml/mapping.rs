//! Mappings: merge keys, Python's equality of keys, and no key twice.

use std::collections::HashSet;

use super::{
    ErrorKind, Mark, Marks, YamlError,
    construct::{Constructor, MAX_VALUES},
    marks::Member,
    node::{Content, MERGE, NodeId, STR, Tree, VALUE},
};
use crate::value::{Dict, Key, Value};

const CONTEXT: &str = "while constructing a mapping";

impl Constructor<'_> {
    pub(super) fn mapping(&mut self, id: NodeId) -> Result<(Value, Marks), YamlError> {
        let mark = self.tree.nodes[id].mark;
        let pairs = flatten(self.tree, id, &mut Vec::new())?;
        let mut dict = Dict::with_capacity(pairs.len());
        let mut members = Vec::with_capacity(pairs.len());
        let mut waiting = Vec::new();
        for (key_node, value_node) in pairs {
            let key_mark = self.tree.nodes[key_node].mark;
            let key = self.key(key_node, mark)?;
            if dict.contains_key(&key) {
                let problem = format!("found conflicting ID '{key}'");
                return Err(YamlError::constructor(problem, key_mark).within(CONTEXT, mark));
            }
            // Scalars now and containers later, as PyYAML does, so that the same one of several errors is found.
            let (value, places) = if self.tree.scalar(value_node).is_some() {
                self.value(value_node)?
            } else {
                waiting.push((dict.len(), value_node));
                (Value::Null, Marks::default())
            };
            members.push(Member::new(&key, key_mark, places));
            dict.insert(key, value);
        }
        for (at, value_node) in waiting {
            let (value, places) = self.value(value_node)?;
            members[at].value = places;
            if let Some(slot) = dict.at_mut(at) {
                *slot = value;
            }
        }
        Ok((Value::Dict(dict), Marks::dict(mark, members)))
    }

    fn key(&mut self, id: NodeId, within: Mark) -> Result<Key, YamlError> {
        let mark = self.tree.nodes[id].mark;
        let unacceptable = |tree: &Tree| {
            let problem = format!("found unacceptable key {}", tree.content_repr(id));
            YamlError::constructor(problem, mark).within(CONTEXT, within)
        };
        if self.tree.scalar(id).is_none() {
            return Err(if self.is_container(id) { unacceptable(self.tree) } else { self.wrong_tag(id) });
        }
        let (value, _) = self.value(id)?;
        Key::from_value(value).ok_or_else(|| unacceptable(self.tree))
    }
}

/// The members of a mapping with `<<` resolved: what is merged in stands before the mapping's own.
///
/// What the mapping has itself wins; Salt compares the text of the keys for that, not their values.
fn flatten(tree: &mut Tree, id: NodeId, open: &mut Vec<NodeId>) -> Result<Vec<(NodeId, NodeId)>, YamlError> {
    let mark = tree.nodes[id].mark;
    let Content::Mapping(pairs) = &tree.nodes[id].content else {
        let problem = format!("expected a mapping node, but found {}", tree.nodes[id].content.id());
        return Err(YamlError::constructor(problem, mark));
    };
    let pairs = pairs.clone();
    let is_special = |(key, _): &(NodeId, NodeId)| matches!(&*tree.nodes[*key].tag, MERGE | VALUE);
    if !pairs.iter().any(is_special) {
        return Ok(pairs);
    }
    if open.contains(&id) {
        // A mapping merged into itself brings what it has.
        return Ok(pairs.into_iter().filter(|(key, _)| tree.nodes[*key].tag != MERGE).collect());
    }
    open.push(id);
    let mut merged = Vec::new();
    let mut own = Vec::new();
    for (key, value) in pairs {
        match &*tree.nodes[key].tag {
            MERGE => merged.extend(merge_source(tree, value, mark, open)?),
            VALUE => {
                tree.nodes[key].tag = STR.into();
                own.push((key, value));
            }
            _ => own.push((key, value)),
        }
    }
    open.pop();
    if !merged.is_empty() {
        let spelled: HashSet<&str> = own.iter().filter_map(|(key, _)| tree.scalar(*key)).collect();
        merged.retain(|(key, _)| tree.scalar(*key).is_none_or(|text| !spelled.contains(text)));
    }
    merged.extend(own);
    if merged.len() > MAX_VALUES {
        let problem = format!("merging gives a mapping of more than {MAX_VALUES} members");
        return Err(YamlError::new(ErrorKind::Limit, problem, mark));
    }
    tree.nodes[id].content = Content::Mapping(merged.clone());
    Ok(merged)
}

/// What one `<<` brings. Of a list, the first mapping wins, so it comes last.
fn merge_source(
    tree: &mut Tree,
    value: NodeId,
    within: Mark,
    open: &mut Vec<NodeId>,
) -> Result<Vec<(NodeId, NodeId)>, YamlError> {
    let wrong = |tree: &Tree, id: NodeId, wanted: &str| {
        let node = &tree.nodes[id];
        let problem = format!("expected {wanted} for merging, but found {}", node.content.id());
        YamlError::constructor(problem, node.mark).within(CONTEXT, within)
    };
    match &tree.nodes[value].content {
        Content::Mapping(_) => flatten(tree, value, open),
        Content::Sequence(items) => {
            let mut all = Vec::new();
            for item in items.clone() {
                if !matches!(tree.nodes[item].content, Content::Mapping(_)) {
                    return Err(wrong(tree, item, "a mapping"));
                }
                all.push(flatten(tree, item, open)?);
            }
            Ok(all.into_iter().rev().flatten().collect())
        }
        Content::Scalar(_) => Err(wrong(tree, value, "a mapping or list of mappings")),
    }
}
