//! What an entry of an SLS's `include` names.

use halite_common::{
    failure::Place,
    value::{Dict, Value},
};

use crate::{
    avail::Found,
    problem::Problem,
    run::{Named, Run},
};

/// An entry of an `include` list.
pub(crate) struct Include {
    pub(crate) targets: Vec<Named>,
    /// Where the included data goes.
    pub(crate) key: Option<String>,
}

impl Run<'_> {
    /// Reads an entry. `defaults` are what the files see; Salt hands those of an entry on to the entries behind it.
    pub(crate) fn include(
        &mut self,
        item: &Value,
        within: &Named,
        file: &Found,
        environment: &str,
        defaults: &mut Dict,
        place: Option<Place>,
    ) -> Option<Include> {
        let (sls, key) = match item {
            Value::Str(sls) => (sls.clone(), None),
            Value::Dict(dict) if !dict.is_empty() => {
                let (sls, options) = dict.at(0)?;
                let given = options.get("defaults").and_then(Value::as_dict);
                *defaults = given.cloned().unwrap_or_default();
                let key = options.get("key").filter(|key| key.is_truthy()).map(ToString::to_string);
                (sls.to_string(), key)
            }
            _ => {
                let text = format!("Include Declaration in SLS '{}' is not formed as a list", within.sls);
                let mut problem = Problem::new(text, place);
                problem.failure.hint = Some("each entry is an SLS name, or an SLS name with options".into());
                self.problems.push(problem);
                return None;
            }
        };
        let names = self.include_names(&sls, &within.sls, file, environment, place.as_ref());
        let targets = names.into_iter().map(|sls| Named { sls, place: place.clone() }).collect();
        Some(Include { targets, key })
    }

    /// Salt looks for the name as it is, and then for the name relative to the SLS. So `.b` finds a `b` of the root, too,
    /// and lays it below the relative one.
    fn include_names(
        &mut self,
        sls: &str,
        within: &str,
        file: &Found,
        environment: &str,
        place: Option<&Place>,
    ) -> Vec<String> {
        let direct = sls.trim_start_matches('.').replace('/', ".");
        let Some(mut names) = self.avail.matching(environment, &direct) else {
            self.no_environment(environment, place.cloned());
            return vec![sls.to_owned()];
        };
        let full = match sls.strip_prefix('.') {
            Some(relative) if file.path.ends_with("/init.sls") => format!("{within}.{relative}"),
            Some(relative) => match within.rsplit_once('.') {
                Some((folder, _)) => format!("{folder}.{relative}"),
                None => relative.to_owned(),
            },
            None => sls.to_owned(),
        };
        names.extend(self.avail.matching(environment, &full).unwrap_or_default());
        if names.is_empty() { vec![full] } else { names }
    }
}
