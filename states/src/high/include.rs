//! Includes: relative names, other environments, patterns.

use halite_common::{
    failure::Failure,
    glob,
    value::{Dict, Key, Value},
};

use super::assemble::{Assembly, Sls, mark_included};
use crate::source::Spot;

/// Takes `include` out of a rendered SLS; `None` where it is no list. Salt leaves that among the ids.
pub(super) fn take(state: &mut Dict) -> Option<Vec<Value>> {
    match state.get("include") {
        None => Some(Vec::new()),
        Some(Value::List(items)) => {
            let items = items.clone();
            state.remove("include");
            Some(items)
        }
        Some(_) => None,
    }
}

/// What an entry of `include` asks for.
struct Wanted {
    saltenv: String,
    sls: String,
    written: String,
}

impl Assembly<'_> {
    /// Renders what an SLS includes and adds it to that SLS.
    pub(super) fn include(&mut self, items: &[Value], file: &str, sls: &Sls<'_>, state: &mut Dict) {
        for item in items {
            let mut chain = sls.chain.to_vec();
            chain.push(self.link(item, file, sls));
            match self.wanted(item, sls).and_then(|wanted| self.resolve(wanted, sls)) {
                Ok((saltenv, names)) => {
                    for name in names {
                        self.add((&name, &written(item)), &saltenv, sls, &chain, state);
                    }
                }
                Err(failure) => self.errors.push(*failure),
            }
        }
    }

    /// How what an item includes came in.
    fn link(&self, item: &Value, file: &str, sls: &Sls<'_>) -> String {
        let written = written(item);
        let spot = Spot { saltenv: sls.saltenv, sls: sls.name, ..spot(&written) };
        match self.sources.place(&spot) {
            Some(place) => format!("included from {}, line {}", place.file, place.line),
            None => format!("included from salt://{file}"),
        }
    }

    /// Adds an SLS, by its name and as the include has it.
    fn add(
        &mut self,
        (name, written): (&str, &str),
        saltenv: &str,
        by: &Sls<'_>,
        chain: &[String],
        state: &mut Dict,
    ) {
        if self.rendered.contains(&(saltenv.to_owned(), name.to_owned())) {
            return;
        }
        let before = self.errors.len();
        let mut included = self.state(name, saltenv, chain);
        // A file that is not there is reported where it is included.
        let missing = self.errors.len() == before + 1 && self.errors[before].place.is_none();
        if missing && let Some(failure) = self.errors.pop() {
            let hint = failure.hint.clone();
            self.wrong(by, failure.message, &spot(written));
            if let Some(last) = self.errors.last_mut() {
                last.hint = hint;
            }
        }
        mark_included(&mut included, by.name);
        self.merge(state, included);
    }

    fn wanted(&mut self, item: &Value, sls: &Sls<'_>) -> Result<Wanted, Box<Failure>> {
        let (saltenv, written) = match item {
            Value::Dict(one) => match one.at(one.len().saturating_sub(1)) {
                Some((saltenv, name)) => (saltenv.to_string(), name.to_string()),
                None => (sls.saltenv.to_owned(), String::new()),
            },
            name => (sls.saltenv.to_owned(), name.to_string()),
        };
        if saltenv != "_xenv" && !self.tree.knows(&saltenv) {
            let message = format!(
                "Nonexistent saltenv '{saltenv}' found in include of '{written}' within SLS '{}:{}'",
                sls.saltenv, sls.name
            );
            return Err(self.failure(sls, message, &written));
        }
        let absolute = absolute(&written, sls).map_err(|message| self.failure(sls, message, &written))?;
        Ok(Wanted { saltenv, sls: absolute, written })
    }

    /// The environment and the SLS names that an include stands for.
    fn resolve(&mut self, wanted: Wanted, sls: &Sls<'_>) -> Result<(String, Vec<String>), Box<Failure>> {
        let environments: Vec<String> = if wanted.saltenv == "_xenv" {
            self.matches.keys().filter(|env| self.has(env, &wanted.sls)).cloned().collect()
        } else if self.matches.contains_key(&wanted.saltenv) || self.has(&wanted.saltenv, &wanted.sls) {
            vec![wanted.saltenv.clone()]
        } else {
            Vec::new()
        };
        let chosen = match environments.as_slice() {
            [one] => one.clone(),
            several if several.iter().any(|env| env == sls.saltenv) => sls.saltenv.to_owned(),
            _ => return Err(self.unresolved(&wanted, &environments, sls)),
        };
        let own = self.tree.environment(sls.saltenv).map_err(Box::new)?;
        let mut names = own.matching(&wanted.sls);
        if names.is_empty() {
            names.push(wanted.sls);
        }
        Ok((chosen, names))
    }

    fn has(&self, saltenv: &str, pattern: &str) -> bool {
        let environment = self.tree.environment(saltenv);
        environment.is_ok_and(|env| env.names().iter().any(|name| glob::matches(pattern, name)))
    }

    fn unresolved(&mut self, wanted: &Wanted, environments: &[String], sls: &Sls<'_>) -> Box<Failure> {
        let message = if environments.is_empty() {
            let searched: Vec<&str> = match wanted.saltenv.as_str() {
                "_xenv" => self.matches.keys().map(String::as_str).collect(),
                one => vec![one],
            };
            format!(
                "Unknown include: Specified SLS {}: {} is not available on the salt master in saltenv(s): {} ",
                wanted.saltenv,
                wanted.sls,
                searched.join(", ")
            )
        } else {
            format!(
                "Ambiguous include: Specified SLS {}: {} is available on the salt master in multiple available \
                 saltenvs: {}",
                wanted.saltenv,
                wanted.sls,
                environments.join(", ")
            )
        };
        let hint = self.near_sls(&wanted.sls, sls.saltenv);
        let mut failure = self.failure(sls, message, &wanted.written);
        failure.hint = hint;
        failure
    }

    fn failure(&mut self, sls: &Sls<'_>, message: String, item: &str) -> Box<Failure> {
        self.wrong(sls, message.clone(), &spot(item));
        let noted = self.errors.pop();
        Box::new(noted.unwrap_or_else(|| Failure::new(halite_common::failure::Kind::Compile, message)))
    }
}

/// The SLS of an include's entry, as it is written.
fn written(item: &Value) -> String {
    item.as_dict().and_then(|one| one.values().last()).unwrap_or(item).to_string()
}

static INCLUDE: std::sync::LazyLock<Key> = std::sync::LazyLock::new(|| Key::from("include"));

fn spot(item: &str) -> Spot<'_> {
    Spot { id: Some(&INCLUDE), item: Some(item), ..Spot::default() }
}

/// An include's name from the top of the environment: `.conf` in `nginx` is `nginx.conf`.
pub(crate) fn absolute(written: &str, sls: &Sls<'_>) -> Result<String, String> {
    let rest = written.trim_start_matches('.');
    let levels = written.len() - rest.len();
    if levels == 0 {
        return Ok(written.to_owned());
    }
    let mut parts: Vec<&str> = sls.name.split('.').collect();
    if sls.is_init {
        parts.push("init");
    }
    if levels > parts.len() {
        return Err(format!(
            "Attempted relative include of '{written}' within SLS '{}:{}' goes beyond top level package ",
            sls.saltenv, sls.name
        ));
    }
    parts.truncate(parts.len() - levels);
    parts.push(rest);
    Ok(parts.join("."))
}

#[cfg(test)]
mod tests {
    use super::{Sls, absolute};

    #[test]
    fn dots_lead_up() {
        let check = |written: &str, name: &str, is_init: bool, expected: Option<&str>| {
            let sls = Sls { name, saltenv: "base", is_init, chain: &[] };
            assert_eq!(absolute(written, &sls).ok().as_deref(), expected, "{written} in {name}");
        };
        check("a.b", "x.y", false, Some("a.b"));
        check(".conf", "nginx", true, Some("nginx.conf"));
        check(".other", "nginx.conf", false, Some("nginx.other"));
        check("..common", "web.nginx", true, Some("web.common"));
        check("...x", "nginx", true, None);
        check(".x", "nginx", false, Some("x"));
    }
}
