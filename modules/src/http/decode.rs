//! An answer's content as data.

use halite_common::{value::Value, yaml};

/// How content is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Json,
    Yaml,
    Plain,
}

impl Kind {
    /// The kind that is asked for; `auto` goes by the content's type.
    pub(super) fn of(wanted: &str, content_type: Option<&str>) -> Result<Kind, String> {
        let content_type = content_type.unwrap_or("application/json");
        match wanted {
            "auto" if content_type.contains("json") => Ok(Kind::Json),
            "auto" if content_type.contains("yaml") => Ok(Kind::Yaml),
            "auto" if !content_type.contains("xml") => Ok(Kind::Plain),
            "json" => Ok(Kind::Json),
            "yaml" => Ok(Kind::Yaml),
            "plain" => Ok(Kind::Plain),
            "xml" | "auto" => Err("XML cannot be decoded here; the text is in `body`".to_owned()),
            _ => {
                Err("Invalid decode_type specified. Valid decode types are: ('json', 'xml', 'yaml', 'plain')"
                    .to_owned())
            }
        }
    }

    /// The data; `None` for plain text.
    pub(super) fn decode(self, text: &str) -> Result<Option<Value>, String> {
        match self {
            Kind::Plain => Ok(None),
            Kind::Json => {
                Value::from_json(text).map(Some).map_err(|error| format!("the content is no JSON: {error}"))
            }
            Kind::Yaml => match yaml::load(text) {
                Ok(document) => Ok(Some(document.value)),
                Err(error) => Err(format!("the content is no YAML: {}", error.python_text())),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Kind;

    #[test]
    fn the_kind_is_named_or_goes_by_the_type() {
        assert_eq!(Kind::of("auto", Some("application/json; charset=utf-8")), Ok(Kind::Json));
        assert_eq!(Kind::of("auto", Some("application/x-yaml")), Ok(Kind::Yaml));
        assert_eq!(Kind::of("auto", Some("text/html")), Ok(Kind::Plain));
        assert_eq!(Kind::of("auto", None), Ok(Kind::Json));
        assert_eq!(Kind::of("yaml", Some("text/html")), Ok(Kind::Yaml));
        assert!(Kind::of("auto", Some("text/xml")).is_err_and(|why| why.contains("XML")));
        assert!(Kind::of("tree", None).is_err_and(|why| why.contains("Valid decode types")));
    }
}
