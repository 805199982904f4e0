//! Events to nodes: anchors, aliases, tags, and one document only.

use std::{borrow::Cow, collections::HashMap};

use libyaml_safer::{EventData, ScalarStyle};

use super::{
    ErrorKind, Mark, YamlError,
    events::{Event, with_events},
    node::{Content, MAP, Node, NodeId, SEQ, STR, Tree},
    resolve,
};

/// How deep a document may nest.
pub(super) const MAX_DEPTH: usize = 256;
/// How many nodes a document may have.
const MAX_NODES: usize = 1_000_000;

/// Composes the only document of a text; `None` if there is none.
pub(super) fn compose(text: &str) -> Result<Option<Tree>, YamlError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let ended = Ended::of(text);
    let composed = with_events(&ended.text, |next| {
        let open_end = ended.added.then_some(text);
        // A scalar takes a dozen characters or more, with what stands round it.
        let tree = Tree { nodes: Vec::with_capacity(text.len() / 16), ..Tree::default() };
        Composer { next, tree, anchors: HashMap::new(), open_end }.document()
    });
    composed.map_err(|error| if ended.added { within(error, text) } else { error })
}

/// A quote that is not closed is reported at the end of the text, not behind the line break that was added.
fn within(mut error: YamlError, text: &str) -> YamlError {
    let joined = text.replace("\r\n", "\n");
    let end = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let line = end(joined.matches(is_break).count() + 1);
    if error.problem == "found unexpected end of stream" && error.mark.is_some_and(|mark| mark.line > line) {
        let last = joined.rsplit(is_break).next().unwrap_or_default();
        error.mark = Some(Mark { line, column: end(last.chars().count() + 1) });
    }
    error
}

fn is_break(c: char) -> bool {
    matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// A text that the parser can take to its end: it fails on block scalars without a final line break.
struct Ended<'a> {
    text: Cow<'a, str>,
    added: bool,
}

impl<'a> Ended<'a> {
    fn of(text: &'a str) -> Ended<'a> {
        let risky = !text.ends_with(is_break) && text.contains(['|', '>']);
        let text = if risky { Cow::Owned(format!("{text}\n")) } else { Cow::Borrowed(text) };
        Ended { text, added: risky }
    }
}

struct Composer<'a, 'b> {
    next: &'a mut dyn FnMut() -> Result<Event, YamlError>,
    tree: Tree,
    anchors: HashMap<String, NodeId>,
    /// The text, if a line break was added to it.
    open_end: Option<&'b str>,
}

impl Composer<'_, '_> {
    fn document(&mut self) -> Result<Option<Tree>, YamlError> {
        (self.next)()?;
        let start = (self.next)()?;
        if matches!(start.data, EventData::StreamEnd) {
            return Ok(None);
        }
        let first = (self.next)()?;
        let mark = first.mark;
        self.tree.root = self.node(first, 0)?;
        (self.next)()?;
        let end = (self.next)()?;
        if !matches!(end.data, EventData::StreamEnd) {
            let error = YamlError::new(ErrorKind::Composer, "but found another document", end.mark);
            return Err(error.within("expected a single document in the stream", mark));
        }
        self.trim_added_break();
        Ok(Some(std::mem::take(&mut self.tree)))
    }

    fn node(&mut self, event: Event, depth: usize) -> Result<NodeId, YamlError> {
        let mark = event.mark;
        if depth > MAX_DEPTH {
            let problem = format!("the document nests deeper than {MAX_DEPTH} levels");
            return Err(YamlError::new(ErrorKind::Limit, problem, mark));
        }
        match event.data {
            EventData::Alias { anchor } => self
                .anchors
                .get(&anchor)
                .copied()
                .ok_or_else(|| YamlError::new(ErrorKind::Composer, "found undefined alias", mark)),
            EventData::Scalar { anchor, tag, value, plain_implicit, style, .. } => {
                let tag = match explicit(tag) {
                    Some(tag) => Cow::Owned(tag),
                    None if plain_implicit => Cow::Borrowed(resolve::plain(&value)),
                    None => Cow::Borrowed(STR),
                };
                let id = self.add(tag, mark, Content::Scalar(value), anchor)?;
                if matches!(style, ScalarStyle::Literal | ScalarStyle::Folded) {
                    self.tree.last_block = Some(id);
                }
                Ok(id)
            }
            EventData::SequenceStart { anchor, tag, .. } => {
                let tag = explicit(tag).map_or(Cow::Borrowed(SEQ), Cow::Owned);
                let id = self.add(tag, mark, Content::Sequence(Vec::new()), anchor)?;
                self.items(id, depth)?;
                Ok(id)
            }
            EventData::MappingStart { anchor, tag, .. } => {
                let tag = explicit(tag).map_or(Cow::Borrowed(MAP), Cow::Owned);
                let id = self.add(tag, mark, Content::Mapping(Vec::new()), anchor)?;
                self.pairs(id, depth)?;
                Ok(id)
            }
            _ => Err(YamlError::new(ErrorKind::Parser, "did not find expected node content", mark)),
        }
    }

    fn items(&mut self, id: NodeId, depth: usize) -> Result<(), YamlError> {
        let mut items = Vec::new();
        loop {
            let event = (self.next)()?;
            if matches!(event.data, EventData::SequenceEnd) {
                break;
            }
            items.push(self.node(event, depth + 1)?);
        }
        self.tree.nodes[id].content = Content::Sequence(items);
        Ok(())
    }

    fn pairs(&mut self, id: NodeId, depth: usize) -> Result<(), YamlError> {
        let mut pairs = Vec::new();
        loop {
            let event = (self.next)()?;
            if matches!(event.data, EventData::MappingEnd) {
                break;
            }
            let key = self.node(event, depth + 1)?;
            let event = (self.next)()?;
            pairs.push((key, self.node(event, depth + 1)?));
        }
        self.tree.nodes[id].content = Content::Mapping(pairs);
        Ok(())
    }

    fn add(
        &mut self,
        tag: Cow<'static, str>,
        mark: Mark,
        content: Content,
        anchor: Option<String>,
    ) -> Result<NodeId, YamlError> {
        let id = self.tree.nodes.len();
        if id >= MAX_NODES {
            let problem = format!("the document has more than {MAX_NODES} values");
            return Err(YamlError::new(ErrorKind::Limit, problem, mark));
        }
        if let Some(anchor) = anchor {
            if let Some(first) = self.anchors.get(&anchor) {
                let error = YamlError::new(ErrorKind::Composer, "second occurrence", mark);
                let first = self.tree.nodes[*first].mark;
                return Err(error.within("found duplicate anchor; first occurrence", first));
            }
            self.tree.has_anchors = true;
            self.anchors.insert(anchor, id);
        }
        self.tree.nodes.push(Node { tag, mark, content });
        Ok(id)
    }

    /// Takes the line break that was added to the text out of a block scalar that ends it.
    fn trim_added_break(&mut self) {
        let (Some(text), Some(id)) = (self.open_end, self.tree.last_block) else {
            return;
        };
        if id + 1 != self.tree.nodes.len() {
            return;
        }
        let Content::Scalar(value) = &mut self.tree.nodes[id].content else {
            return;
        };
        let written = text.rsplit(['\n', '\r']).next().unwrap_or_default().trim_start_matches(' ');
        let Some(line) = value.strip_suffix('\n').map(|v| v.rsplit('\n').next().unwrap_or_default()) else {
            return;
        };
        // The text's last line may be a comment or `...` behind the scalar, or indentation only.
        let belongs = match written {
            "" => !line.is_empty() && line.chars().all(|c| c == ' '),
            written => line.ends_with(written),
        };
        if belongs {
            value.pop();
        }
    }
}

/// The tag as written; `!` alone asks for the kind's own.
fn explicit(tag: Option<String>) -> Option<String> {
    tag.filter(|tag| tag != "!")
}
