//! Tells templates that want what is not here (an answer of the host, a renderer of Salt's) from templates that are wrong.

use halite_common::failure::Failure;
use halite_states::{
    compile::Compiler,
    lint::{Finding, Function, Rule, SaltNames},
};

use crate::context::templates::RECORD;

/// The finding, as a note where only an answer is missing, and as what it is where nobody has a function or a renderer.
pub(super) fn sorted(finding: Finding, compiler: &Compiler<'_>) -> Finding {
    if !matches!(finding.rule, Rule::RenderError | Rule::PillarError | Rule::TopFile) {
        return finding;
    }
    if renderer(&finding.failure.message).is_some_and(SaltNames::has_renderer) {
        return Finding::new(Rule::NotYetHere, finding.failure);
    }
    let unknown = not_available(&finding.failure.message).and_then(|name| {
        let Some(Function::Unknown(near)) = compiler.known_function(name) else { return None };
        Some((format!("there is no execution function `{name}`"), near))
    });
    if let Some((message, near)) = unknown {
        let hint = near.map(|near| format!("did you mean `{near}`?"));
        return Finding::new(Rule::UnknownFunction, Failure { message, hint, ..finding.failure });
    }
    if wants_answer(&finding.failure) {
        return Finding::new(Rule::NeedsAnswer, finding.failure);
    }
    finding
}

fn wants_answer(failure: &Failure) -> bool {
    failure.hint.as_ref().is_some_and(|hint| hint.ends_with(RECORD))
}

/// The renderer that a message says is not available.
fn renderer(message: &str) -> Option<&str> {
    let (before, _) = message.split_once("` is not available")?;
    before.rsplit_once("the renderer `").map(|(_, name)| name)
}

/// The function that a message says is not available.
fn not_available(message: &str) -> Option<&str> {
    if let Some((_, rest)) = message.split_once("AliasedLoader object' has no attribute '") {
        return rest.split('\'').next().filter(|name| name.contains('.'));
    }
    let (before, _) = message.split_once("' is not available.")?;
    before.rsplit_once('\'').map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::{not_available, renderer};

    #[test]
    fn the_function_is_read_off_the_message() {
        assert_eq!(not_available("Rendering failed: 'x.y' is not available."), Some("x.y"));
        let missing = "Jinja variable 'salt.utils.templates.AliasedLoader object' has no attribute 'x.y'";
        assert_eq!(not_available(missing), Some("x.y"));
        assert_eq!(renderer("Rendering failed: the renderer `py` is not available"), Some("py"));
        assert_eq!(not_available("`file.read` looks at the host"), None);
    }
}
