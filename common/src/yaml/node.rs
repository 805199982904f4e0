//! The composed document: nodes in an arena, so that an alias is the same node again.

use super::Mark;

pub(super) const STR: &str = "tag:yaml.org,2002:str";
pub(super) const SEQ: &str = "tag:yaml.org,2002:seq";
pub(super) const MAP: &str = "tag:yaml.org,2002:map";
pub(super) const INT: &str = "tag:yaml.org,2002:int";
pub(super) const FLOAT: &str = "tag:yaml.org,2002:float";
pub(super) const BOOL: &str = "tag:yaml.org,2002:bool";
pub(super) const NULL: &str = "tag:yaml.org,2002:null";
pub(super) const TIMESTAMP: &str = "tag:yaml.org,2002:timestamp";
pub(super) const MERGE: &str = "tag:yaml.org,2002:merge";
pub(super) const VALUE: &str = "tag:yaml.org,2002:value";
pub(super) const BINARY: &str = "tag:yaml.org,2002:binary";

/// A node's position in the arena.
pub(super) type NodeId = usize;

#[derive(Debug)]
pub(super) struct Node {
    pub(super) tag: std::borrow::Cow<'static, str>,
    pub(super) mark: Mark,
    pub(super) content: Content,
}

#[derive(Debug)]
pub(super) enum Content {
    Scalar(String),
    Sequence(Vec<NodeId>),
    Mapping(Vec<(NodeId, NodeId)>),
}

impl Content {
    /// PyYAML's name of the kind.
    pub(super) fn id(&self) -> &'static str {
        match self {
            Content::Scalar(_) => "scalar",
            Content::Sequence(_) => "sequence",
            Content::Mapping(_) => "mapping",
        }
    }
}

/// A document's nodes.
#[derive(Debug, Default)]
pub(super) struct Tree {
    pub(super) nodes: Vec<Node>,
    pub(super) root: NodeId,
    /// Whether a node may be met more than once.
    pub(super) has_anchors: bool,
    /// The last node that was written as a block scalar.
    pub(super) last_block: Option<NodeId>,
}

impl Tree {
    pub(super) fn scalar(&self, id: NodeId) -> Option<&str> {
        if let Content::Scalar(text) = &self.nodes[id].content { Some(text) } else { None }
    }

    /// A node's content as Python prints it in `found unacceptable key`, cut off where it gets long.
    pub(super) fn content_repr(&self, id: NodeId) -> String {
        let mut out = String::new();
        self.write_content(id, 0, &mut out);
        out
    }

    fn write_content(&self, id: NodeId, depth: usize, out: &mut String) {
        if depth > 8 || out.len() > 1000 {
            out.push_str("...");
            return;
        }
        match &self.nodes[id].content {
            Content::Scalar(text) => out.push_str(&crate::value::str_repr(text)),
            Content::Sequence(items) => {
                separated(items, out, '[', ']', |item, out| self.write_node(*item, depth, out));
            }
            Content::Mapping(pairs) => separated(pairs, out, '[', ']', |(key, value), out| {
                out.push('(');
                self.write_node(*key, depth, out);
                out.push_str(", ");
                self.write_node(*value, depth, out);
                out.push(')');
            }),
        }
    }

    fn write_node(&self, id: NodeId, depth: usize, out: &mut String) {
        let node = &self.nodes[id];
        out.push_str(match node.content {
            Content::Scalar(_) => "ScalarNode(tag=",
            Content::Sequence(_) => "SequenceNode(tag=",
            Content::Mapping(_) => "MappingNode(tag=",
        });
        out.push_str(&crate::value::str_repr(&node.tag));
        out.push_str(", value=");
        self.write_content(id, depth + 1, out);
        out.push(')');
    }
}

fn separated<T>(items: &[T], out: &mut String, open: char, close: char, write: impl Fn(&T, &mut String)) {
    out.push(open);
    for (n, item) in items.iter().enumerate() {
        if n > 0 {
            out.push_str(", ");
        }
        write(item, out);
    }
    out.push(close);
}
