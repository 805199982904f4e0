//! Nodes to values, with Salt's constructors.

use std::collections::HashMap;

use super::{
    Document, ErrorKind, Mark, Marks, YamlError,
    compose::MAX_DEPTH,
    node::{Content, MAP, NodeId, SEQ, Tree, VALUE},
    scalar,
};
use crate::value::Value;

/// How many values a document may grow to when its aliases are followed.
pub(super) const MAX_VALUES: usize = 1_000_000;

const CONTAINERS: [&str; 5] =
    [MAP, SEQ, "tag:yaml.org,2002:omap", "tag:yaml.org,2002:set", "tag:yaml.org,2002:pairs"];

/// Builds the document's value and its places.
pub(super) fn construct(tree: &mut Tree) -> Result<Document, YamlError> {
    let root = tree.root;
    let mut constructor = Constructor { tree, shared: HashMap::new(), open: Vec::new(), left: MAX_VALUES };
    let (value, marks) = constructor.value(root)?;
    Ok(Document { value, marks })
}

pub(super) struct Constructor<'a> {
    pub(super) tree: &'a mut Tree,
    /// The places of containers that were built already, for aliases.
    shared: HashMap<NodeId, Marks>,
    /// The containers that are being built.
    open: Vec<NodeId>,
    left: usize,
}

impl Constructor<'_> {
    pub(super) fn value(&mut self, id: NodeId) -> Result<(Value, Marks), YamlError> {
        let mark = self.tree.nodes[id].mark;
        self.spend(mark)?;
        if let Some(text) = self.scalar_text(id) {
            return Ok((self.scalar(id, text)?, Marks::scalar(mark)));
        }
        if self.open.contains(&id) {
            return Err(YamlError::constructor("found unconstructable recursive node", mark));
        }
        if self.open.len() > MAX_DEPTH {
            let problem = format!("the document nests deeper than {MAX_DEPTH} levels");
            return Err(YamlError::new(ErrorKind::Limit, problem, mark));
        }
        self.open.push(id);
        let built = self.container(id)?;
        self.open.pop();
        if !self.tree.has_anchors {
            return Ok(built);
        }
        let marks = self.shared.entry(id).or_insert(built.1).clone();
        Ok((built.0, marks))
    }

    fn spend(&mut self, mark: Mark) -> Result<(), YamlError> {
        self.left = self.left.checked_sub(1).ok_or_else(|| {
            let problem = format!("the document's aliases grow to more than {MAX_VALUES} values");
            YamlError::new(ErrorKind::Limit, problem, mark)
        })?;
        Ok(())
    }

    /// The text of a scalar, or of the scalar under a mapping's `=` key where a scalar's tag asks for one.
    fn scalar_text(&mut self, id: NodeId) -> Option<String> {
        let node = &self.tree.nodes[id];
        if let Content::Mapping(pairs) = &node.content {
            let mut pairs = pairs.iter().filter(|_| scalar::is_tag(&node.tag));
            let (_, value) = pairs.find(|(key, _)| self.tree.nodes[*key].tag == VALUE)?;
            return self.tree.scalar(*value).map(str::to_owned);
        }
        let met_again = self.tree.has_anchors;
        match &mut self.tree.nodes[id].content {
            Content::Scalar(text) if met_again => Some(text.clone()),
            Content::Scalar(text) => Some(std::mem::take(text)),
            _ => None,
        }
    }

    fn scalar(&self, id: NodeId, text: String) -> Result<Value, YamlError> {
        let node = &self.tree.nodes[id];
        match scalar::build(&node.tag, text, node.mark) {
            Some(built) => built,
            None => Err(self.wrong_tag(id)),
        }
    }

    fn container(&mut self, id: NodeId) -> Result<(Value, Marks), YamlError> {
        let tag = self.tree.nodes[id].tag.clone();
        match &*tag {
            MAP | "tag:yaml.org,2002:omap" => self.mapping(id),
            SEQ => self.sequence(id),
            "tag:yaml.org,2002:set" => self.set(id),
            "tag:yaml.org,2002:pairs" => self.sequence_of_pairs(id),
            _ => Err(self.wrong_tag(id)),
        }
    }

    fn sequence(&mut self, id: NodeId) -> Result<(Value, Marks), YamlError> {
        let mark = self.tree.nodes[id].mark;
        let Content::Sequence(items) = &self.tree.nodes[id].content else {
            return Err(self.wrong_tag(id));
        };
        let items = items.clone();
        let mut values = Vec::with_capacity(items.len());
        let mut marks = Vec::with_capacity(items.len());
        for item in items {
            let (value, place) = self.value(item)?;
            values.push(value);
            marks.push(place);
        }
        Ok((Value::List(values), Marks::list(mark, marks)))
    }

    /// A set becomes a list of its members, in the order written.
    fn set(&mut self, id: NodeId) -> Result<(Value, Marks), YamlError> {
        let mark = self.tree.nodes[id].mark;
        let (value, _) = self.mapping(id)?;
        let members = value.as_dict().map(|dict| dict.keys().map(|key| key.to_value()).collect());
        Ok((members.unwrap_or_default(), Marks::scalar(mark)))
    }

    fn sequence_of_pairs(&mut self, id: NodeId) -> Result<(Value, Marks), YamlError> {
        let mark = self.tree.nodes[id].mark;
        let Content::Sequence(items) = &self.tree.nodes[id].content else {
            return Err(self.wrong_tag(id));
        };
        let mut pairs = Vec::with_capacity(items.len());
        for item in items.clone() {
            let problem = || YamlError::constructor("expected a mapping of length 1", mark);
            let Content::Mapping(pair) = &self.tree.nodes[item].content else {
                return Err(problem());
            };
            let &[(key, value)] = &pair[..] else {
                return Err(problem());
            };
            pairs.push(Value::List(vec![self.value(key)?.0, self.value(value)?.0]));
        }
        Ok((Value::List(pairs), Marks::scalar(mark)))
    }

    /// Tells whether a node's tag makes a container of it.
    pub(super) fn is_container(&self, id: NodeId) -> bool {
        let tag = &*self.tree.nodes[id].tag;
        CONTAINERS.contains(&tag)
    }

    /// The error for a tag that is unknown, or that does not go with the kind of its node.
    pub(super) fn wrong_tag(&self, id: NodeId) -> YamlError {
        let node = &self.tree.nodes[id];
        let found = node.content.id();
        let expected = match &*node.tag {
            MAP | "tag:yaml.org,2002:omap" | "tag:yaml.org,2002:set" => "mapping",
            SEQ => "sequence",
            "tag:yaml.org,2002:pairs" => {
                let problem = format!("expected a sequence, but found {found}");
                return YamlError::constructor(problem, node.mark)
                    .within("while constructing pairs", node.mark);
            }
            tag if scalar::is_tag(tag) => "scalar",
            tag => {
                let tag = crate::value::str_repr(tag);
                let problem = format!("could not determine a constructor for the tag {tag}");
                return YamlError::constructor(problem, node.mark);
            }
        };
        YamlError::constructor(format!("expected a {expected} node, but found {found}"), node.mark)
    }
}
