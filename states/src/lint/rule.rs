//! The rules by name, and which of them an error of the compiler breaks.

use halite_common::failure::Failure;

use super::Severity;

/// What a finding is about. The names are for CI: they stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Rule {
    /// A template does not render, or not to YAML.
    RenderError,
    /// The top file is not sound.
    TopFile,
    /// The top file names an SLS that there is not.
    TopMissingSls,
    /// The pillar does not compile.
    PillarError,
    /// An include names an SLS that there is not.
    MissingInclude,
    /// An id stands in one run twice.
    DuplicateId,
    /// Declarations are not of the shape that states have.
    Malformed,
    /// `extend`, or a requisite such as `watch_in`, means a state that there is not.
    ExtendNowhere,
    /// A requisite means a state that there is not.
    RequisiteNowhere,
    /// Requisites go in a circle.
    RequisiteCycle,
    /// A function that neither Halite nor Salt has.
    UnknownFunction,
    /// A module that neither Halite nor Salt has; an extension may.
    UnknownModule,
    /// Salt or the tree itself has it, Halite does not.
    NotYetHere,
    /// An argument that the function does not know.
    UnknownArgument,
    /// An argument is missing.
    MissingArgument,
    /// An argument is of another type than the function takes.
    WrongType,
    /// A `salt://` source that is not in the tree.
    MissingFile,
    /// An include that does nothing.
    UnusedInclude,
    /// A template asks the host, and no answer is given.
    NeedsAnswer,
}

impl Rule {
    /// The name, as it is shown and documented.
    pub fn name(self) -> &'static str {
        match self {
            Rule::RenderError => "render-error",
            Rule::TopFile => "top-file",
            Rule::TopMissingSls => "top-missing-sls",
            Rule::PillarError => "pillar-error",
            Rule::MissingInclude => "missing-include",
            Rule::DuplicateId => "duplicate-id",
            Rule::Malformed => "malformed",
            Rule::ExtendNowhere => "extend-nowhere",
            Rule::RequisiteNowhere => "requisite-nowhere",
            Rule::RequisiteCycle => "requisite-cycle",
            Rule::UnknownFunction => "unknown-function",
            Rule::UnknownModule => "unknown-module",
            Rule::NotYetHere => "not-yet-here",
            Rule::UnknownArgument => "unknown-argument",
            Rule::MissingArgument => "missing-argument",
            Rule::WrongType => "wrong-type",
            Rule::MissingFile => "missing-file",
            Rule::UnusedInclude => "unused-include",
            Rule::NeedsAnswer => "needs-answer",
        }
    }

    /// How severe a finding of it is, unless something is said about that one.
    pub fn severity(self) -> Severity {
        match self {
            // A file server may have more than the folders that are linted.
            Rule::MissingFile | Rule::UnknownModule | Rule::NotYetHere | Rule::UnusedInclude => {
                Severity::Warning
            }
            Rule::NeedsAnswer => Severity::Note,
            _ => Severity::Error,
        }
    }

    /// Tells whether it depends on the other SLS files of a run: an SLS may break it alone and be sound where it is used.
    pub fn is_about_context(self) -> bool {
        matches!(self, Rule::ExtendNowhere | Rule::RequisiteNowhere)
    }

    /// Tells whether it depends on grains and pillar: an SLS may break it for a host that never gets it.
    pub fn is_about_data(self) -> bool {
        self.is_about_context() || matches!(self, Rule::RenderError | Rule::PillarError)
    }

    /// The rule that an error of rendering and including breaks. The compiler says them in Salt's words, which stay.
    pub(super) fn of_assembly(failure: &Failure) -> Rule {
        const WORDS: [(&str, Rule); 7] = [
            // In one file it is the loader's error, in two the compiler's.
            ("conflicting ID", Rule::DuplicateId),
            ("Rendering SLS ", Rule::RenderError),
            ("No matching sls found for ", Rule::TopMissingSls),
            ("Specified SLS ", Rule::MissingInclude),
            ("Nonexistent saltenv ", Rule::MissingInclude),
            ("Attempted relative include ", Rule::MissingInclude),
            (" include: Specified SLS ", Rule::MissingInclude),
        ];
        let found = WORDS.iter().find(|(words, _)| failure.message.contains(words));
        found.map_or(Rule::Malformed, |(_, rule)| *rule)
    }

    /// The rule that an error of the requisites breaks.
    pub(super) fn of_requisites(failure: &Failure) -> Rule {
        if failure.message.starts_with("Recursive requisites") {
            Rule::RequisiteCycle
        } else if failure.message.starts_with("Referenced state does not exist") {
            Rule::RequisiteNowhere
        } else {
            Rule::Malformed
        }
    }

    /// The rule that an error of extensions and `*_in` requisites breaks.
    pub(super) fn of_extension(failure: &Failure) -> Rule {
        if failure.message.starts_with("Cannot extend ID") { Rule::ExtendNowhere } else { Rule::Malformed }
    }
}
