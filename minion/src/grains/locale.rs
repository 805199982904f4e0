//! Language, encoding and time zone.

use halite_common::value::{Dict, Value};
use jiff::{Timestamp, tz::TimeZone};

use super::source::Source;

pub(super) fn collect(source: &Source<'_>) -> Dict {
    let variable = |name: &str| source.probe.env(name).filter(|value| !value.is_empty());
    let locale = variable("LC_ALL").or_else(|| variable("LC_CTYPE")).or_else(|| variable("LANG"));
    let (language, encoding) = parts(locale.as_deref().unwrap_or("C"));
    let info = [
        ("defaultlanguage", Value::from(language)),
        ("defaultencoding", encoding.into()),
        // Text is UTF-8 here, whatever the locale says.
        ("detectedencoding", "utf-8".into()),
        ("timezone", timezone().into()),
    ];
    Dict::from([("locale_info", Value::Dict(Dict::from(info)))])
}

/// `de_DE.UTF-8` as language and encoding, as Python's `getlocale` tells them.
fn parts(locale: &str) -> (String, String) {
    let bare = locale.split('@').next().unwrap_or(locale);
    let (language, encoding) = bare.split_once('.').map_or((bare, None), |(l, e)| (l, Some(e)));
    if matches!(language, "C" | "POSIX") {
        return ("en_US".into(), "UTF-8".into());
    }
    let encoding = match encoding {
        None => "ISO8859-1".to_owned(),
        Some(e) if e.eq_ignore_ascii_case("utf8") || e.eq_ignore_ascii_case("utf-8") => "UTF-8".into(),
        Some(e) => e.to_uppercase(),
    };
    (language.to_owned(), encoding)
}

/// The abbreviation of the zone that holds now.
fn timezone() -> String {
    let zone = TimeZone::system();
    let info = zone.to_offset_info(Timestamp::now());
    match info.abbreviation() {
        // What the database calls a place without a clock.
        "-00" | "" => "UTC".into(),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn a_locale_has_two_parts() {
        let check = |locale: &str, language: &str, encoding: &str| {
            assert_eq!(parts(locale), (language.into(), encoding.into()), "{locale}");
        };
        check("C", "en_US", "UTF-8");
        check("C.UTF-8", "en_US", "UTF-8");
        check("de_DE.utf8", "de_DE", "UTF-8");
        check("de_DE@euro", "de_DE", "ISO8859-1");
        check("ru_RU.KOI8-R", "ru_RU", "KOI8-R");
    }
}
