//! The kinds of requisites, in order of their weight.

/// A requisite between two chunks.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Requisite {
    OnFail,
    OnFailAny,
    OnFailAll,
    Require,
    RequireAny,
    OnChanges,
    OnChangesAny,
    Watch,
    WatchAny,
    Prereq,
}

impl Requisite {
    /// In the order in which a chunk's requisites become edges.
    pub(crate) const ALL: [Requisite; 10] = [
        Requisite::Require,
        Requisite::RequireAny,
        Requisite::Watch,
        Requisite::WatchAny,
        Requisite::Prereq,
        Requisite::OnFail,
        Requisite::OnFailAny,
        Requisite::OnFailAll,
        Requisite::OnChanges,
        Requisite::OnChangesAny,
    ];

    /// As users write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Requisite::OnFail => "onfail",
            Requisite::OnFailAny => "onfail_any",
            Requisite::OnFailAll => "onfail_all",
            Requisite::Require => "require",
            Requisite::RequireAny => "require_any",
            Requisite::OnChanges => "onchanges",
            Requisite::OnChangesAny => "onchanges_any",
            Requisite::Watch => "watch",
            Requisite::WatchAny => "watch_any",
            Requisite::Prereq => "prereq",
        }
    }

    /// The heavier, the later it decides over the order.
    pub(super) fn weight(self) -> u8 {
        self as u8
    }

    /// One of several is enough.
    pub(crate) fn is_any(self) -> bool {
        self.name().ends_with("_any") || self == Requisite::OnFail
    }

    pub(crate) fn is_onfail(self) -> bool {
        matches!(self, Requisite::OnFail | Requisite::OnFailAny | Requisite::OnFailAll)
    }

    pub(crate) fn is_onchanges(self) -> bool {
        matches!(self, Requisite::OnChanges | Requisite::OnChangesAny)
    }

    pub(crate) fn is_watch(self) -> bool {
        matches!(self, Requisite::Watch | Requisite::WatchAny)
    }
}
