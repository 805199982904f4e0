//! The packages that a call or a state names.

use halite_common::value::Value;
use halite_states::declare::{Ask, ModuleError};
use indexmap::IndexMap;

use super::provider::Provider;

/// Names with the versions wanted, in the order given.
pub(super) type Desired = IndexMap<String, Option<String>>;

/// Names with the places of their files, in the order given.
pub(super) type Sources = IndexMap<String, String>;

/// Reads `pkgs`: a list of names and of `{name: version}`; `None` if it is badly formed.
pub(super) fn desired(
    pkgs: &Value,
    normalize: impl Fn(&str) -> String,
) -> Result<Option<Desired>, ModuleError> {
    let Some(items) = pkgs.as_list() else { return Ok(None) };
    let mut desired = Desired::new();
    for item in items {
        let (name, version) = match item {
            Value::Str(_) | Value::Int(_) | Value::Float(_) | Value::Bool(_) => (item.to_string(), None),
            Value::Dict(dict) if dict.len() == 1 => {
                let Some((name, version)) = dict.iter().next() else { return Ok(None) };
                (name.to_string(), (!version.is_null()).then(|| version.to_string()))
            }
            _ => return Ok(None),
        };
        if desired.insert(normalize(&name), version).is_some() {
            return Err(ModuleError::Usage(format!(
                "You are passing a list of packages that contains duplicated packages names: {pkgs}. This cannot be \
                 processed. In case you are targeting different versions of the same package, please target them \
                 individually"
            )));
        }
    }
    Ok((!desired.is_empty()).then_some(desired))
}

/// Reads `sources`: a list of `{name: place}`; `None` if it is badly formed.
pub(super) fn sources(sources: &Value, normalize: impl Fn(&str) -> String) -> Option<Sources> {
    let mut packed = Sources::new();
    for item in sources.as_list()? {
        let dict = item.as_dict().filter(|dict| dict.len() == 1)?;
        let (name, place) = dict.iter().next()?;
        packed.insert(normalize(&name.to_string()), place.to_string());
    }
    (!packed.is_empty()).then_some(packed)
}

/// Fetches the file of a package, or takes the path as it is.
pub(super) fn fetch(ask: &Ask<'_>, name: &str, place: &str) -> Result<String, ModuleError> {
    const PROTOCOLS: [&str; 6] = ["salt", "http", "https", "ftp", "file", "s3"];
    let remote = place.split_once("://").is_some_and(|(protocol, _)| PROTOCOLS.contains(&protocol));
    if remote {
        let cached = ask.facts.cache_file(place, ask.facts.saltenv())?;
        return cached.map(|path| path.to_string_lossy().into_owned()).ok_or_else(|| {
            ModuleError::failed(format!("Unable to cache source {place} for package {name}"))
        });
    }
    if !place.starts_with('/') {
        return Err(ModuleError::Usage(format!(
            "Path {place} for package {name} is either not absolute or an invalid protocol"
        )));
    }
    Ok(place.to_owned())
}

/// Normalises names, or leaves them as they are.
pub(super) fn normalizer<'a>(
    ask: &'a Ask<'a>,
    provider: &'a dyn Provider,
    on: bool,
) -> impl Fn(&str) -> String + 'a {
    move |name| if on { provider.normalize(ask, name) } else { name.to_owned() }
}

#[cfg(test)]
mod tests {
    use halite_common::value::{Dict, Value};

    use super::desired;

    #[test]
    fn lists_of_packages_are_read() {
        let same = |name: &str| name.to_owned();
        let dict = |version: Value| Value::Dict(Dict::from([("nginx", version)]));
        let pkgs = Value::List(vec!["vim".into(), dict(1.22.into())]);
        let read = desired(&pkgs, same).unwrap().unwrap();
        let pairs: Vec<_> = read.into_iter().collect();
        assert_eq!(pairs, [("vim".to_owned(), None), ("nginx".to_owned(), Some("1.22".to_owned()))]);
        assert_eq!(desired(&Value::from("vim"), same).unwrap(), None);
        assert_eq!(desired(&Value::List(vec![Value::List(vec![])]), same).unwrap(), None);
        assert!(desired(&Value::List(vec!["vim".into(), "vim".into()]), same).is_err());
    }
}
