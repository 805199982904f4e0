//! What was found, as compilers write it.

use std::path::Path;

use super::{LintOutcome, Linted, Severity};
use crate::output::{Color, Palette, strip_escapes};

/// Every finding with its line and what to do about it.
pub(super) fn format(outcome: &LintOutcome, palette: Palette) -> String {
    let findings = outcome.findings.iter().map(|finding| of(finding, outcome.hosts.len(), palette));
    findings.collect::<Vec<_>>().join("\n\n")
}

/// How much was found, in a sentence.
pub(super) fn summary(outcome: &LintOutcome) -> String {
    let count = |severity| outcome.findings.iter().filter(|finding| finding.severity == severity).count();
    let counted = |severity: Severity| {
        let count = count(severity);
        (count > 0).then(|| plural(count, severity.name()))
    };
    let counted: Vec<String> =
        [Severity::Error, Severity::Warning, Severity::Note].into_iter().filter_map(counted).collect();
    let found = if counted.is_empty() { "nothing found".into() } else { counted.join(", ") };
    format!("{found} in {} SLS for {}", outcome.sls, plural(outcome.hosts.len(), "host"))
}

fn plural(count: usize, what: &str) -> String {
    format!("{count} {what}{}", if count == 1 { "" } else { "s" })
}

fn of(finding: &Linted, hosts: usize, palette: Palette) -> String {
    let color = match finding.severity {
        Severity::Error => Color::LightRed,
        Severity::Warning => Color::LightYellow,
        Severity::Note => Color::LightBlue,
    };
    let kind = palette.paint(color, &format!("{}[{}]", finding.severity.name(), finding.rule));
    let message = strip_escapes(finding.failure.message.trim_end());
    let mut message = message.lines();
    let place = place(finding).map(|place| format!("{}: ", strip_escapes(&place))).unwrap_or_default();
    let mut lines = vec![format!("{place}{kind}: {}", message.next().unwrap_or_default())];
    lines.extend(message.map(|line| format!("  {}", line.trim_start())));
    if let Some(place) = &finding.failure.place {
        lines.extend(place.lines().iter().skip(1).map(|line| format!("  {}", strip_escapes(line))));
    }
    if let Some(hint) = &finding.failure.hint {
        lines.push(format!("  hint: {}", strip_escapes(hint)));
    }
    if finding.hosts.len() < hosts {
        lines.push(format!("  for: {}", strip_escapes(&finding.hosts.join(", "))));
    }
    lines.join("\n")
}

/// `file:line:column`, without what is not known.
fn place(finding: &Linted) -> Option<String> {
    let place = finding.failure.place.as_ref()?;
    let file = file(finding)?;
    // Where a rendered line is shown, the column is one of that.
    let column = if place.column > 0 && place.rendered.is_none() {
        format!(":{}", place.column)
    } else {
        String::new()
    };
    Some(format!("{file}:{}{column}", place.line))
}

/// The file as it is found from here.
pub(super) fn file(finding: &Linted) -> Option<String> {
    let known = finding.path.as_deref().map(|path| {
        let here = std::env::current_dir().unwrap_or_default();
        path.strip_prefix(&here)
            .unwrap_or(path.strip_prefix(Path::new("./")).unwrap_or(path))
            .display()
            .to_string()
    });
    known.or_else(|| finding.failure.place.as_ref().map(|place| place.file.clone()))
}
