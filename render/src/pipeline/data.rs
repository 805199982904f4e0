//! Rendered data, each piece of it with its place in a template.

use std::sync::Arc;

use halite_common::{
    failure::Place,
    value::Value,
    yaml::{Mark, Marks, Step},
};

use crate::RenderedText;

/// What a template was rendered to.
#[derive(Clone, Debug, Default)]
pub struct Rendered {
    /// The data; text, if no renderer of the pipe makes data.
    pub value: Value,
    /// Where each piece of it came from.
    pub places: Places,
}

impl Rendered {
    /// Where the value at a path came from: its key or its item, or the nearest thing around it.
    pub fn place(&self, path: &[Step]) -> Option<Place> {
        self.places.place(path)
    }
}

/// The places of a piece of data. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub struct Places {
    marks: Marks,
    text: Option<Arc<RenderedText>>,
}

impl Places {
    pub(super) fn new(marks: Marks, text: Arc<RenderedText>) -> Places {
        Places { marks, text: Some(text) }
    }

    /// Where the value at a path came from: its key or its item, or the nearest thing around it.
    pub fn place(&self, path: &[Step]) -> Option<Place> {
        let mark = self.marks.at(path);
        locate(self.text.as_ref()?, mark.unwrap_or(Mark { line: 1, column: 0 }))
    }

    /// Where the value at a path begins, behind its key.
    pub fn value_place(&self, path: &[Step]) -> Option<Place> {
        locate(self.text.as_ref()?, self.marks.value_at(path)?)
    }

    /// The places within a member or an item; those of the whole where there is no such piece.
    #[must_use]
    pub fn within(&self, step: &Step) -> Places {
        let marks = self.marks.child(step).unwrap_or(&self.marks).clone();
        Places { marks, text: self.text.clone() }
    }
}

/// The same with the rendered line, where that is another than the template's.
pub(super) fn locate_rendered(text: &RenderedText, mark: Mark) -> Option<Place> {
    let mut place = locate(text, mark)?;
    let rendered = text.text.lines().nth(mark.line.max(1) as usize - 1);
    if let (0, Some(rendered)) = (place.column, rendered) {
        place.column = mark.column;
        place.rendered = Some(rendered.to_owned());
    }
    Some(place)
}

/// A mark in rendered text as a place in a template. The column holds where the template's line is the text's.
pub(super) fn locate(text: &RenderedText, mark: Mark) -> Option<Place> {
    let mut place = text.place(mark.line)?;
    let rendered = text.text.lines().nth(mark.line.max(1) as usize - 1);
    if rendered.is_some() && place.text.as_deref() == rendered {
        place.column = mark.column;
    }
    Some(place)
}
