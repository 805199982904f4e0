//! `gpg` as a renderer of text, such as in `#!gpg|jinja|yaml`.

use super::{Gpg, GpgError, decrypt};
use crate::{Origin, RenderedText};

/// A text with its blocks decrypted; at an error, the line of the block. What a block says came from the line that it
/// begins in.
pub(crate) fn decrypt_text(gpg: &Gpg, text: RenderedText) -> Result<RenderedText, (GpgError, u32)> {
    if decrypt::block(text.text.as_bytes()).is_none() {
        return Ok(text);
    }
    let mut clear = Lines { text: String::new(), origins: Vec::new() };
    let mut rest = text.text.as_str();
    let mut line = 0;
    while let Some((start, end)) = decrypt::block(rest.as_bytes()) {
        clear.push(&rest[..start], |ahead| text.origins.get(line + ahead).copied());
        line += breaks(&rest[..start]);
        let number = u32::try_from(line + 1).unwrap_or(u32::MAX);
        let secret = gpg.block(&rest.as_bytes()[start..end]).map_err(|error| (error, number))?;
        clear.push(&String::from_utf8_lossy(&secret), |_| text.origins.get(line).copied());
        line += breaks(&rest[start..end]);
        rest = &rest[end..];
    }
    clear.push(rest, |ahead| text.origins.get(line + ahead).copied());
    clear.text.truncate(clear.text.trim_end_matches('\n').len());
    Ok(RenderedText { text: clear.text, origins: clear.origins, ..text })
}

/// Text that grows, with the origin of each of its lines.
struct Lines {
    text: String,
    origins: Vec<Origin>,
}

impl Lines {
    /// Adds text; `origin` knows where its lines, from 0, came from.
    fn push(&mut self, text: &str, origin: impl Fn(usize) -> Option<Origin>) {
        for (ahead, part) in text.split_inclusive('\n').enumerate() {
            // A line that has begun keeps the origin that it has.
            if self.text.is_empty() || self.text.ends_with('\n') {
                self.origins.extend(origin(ahead));
            }
            self.text.push_str(part);
        }
    }
}

fn breaks(text: &str) -> usize {
    text.matches('\n').count()
}
