//! All that dpkg knows of installed packages.

use halite_common::value::{Dict, Value};
use halite_states::declare::{Ask, ModuleError};

use super::call::query;

const MARK: &str = "*/~^\\*";
const FORMAT: &str = "-f=package:${Package}\\n\
    revision:${binary:Revision}\\n\
    architecture:${Architecture}\\n\
    maintainer:${Maintainer}\\n\
    summary:${Summary}\\n\
    source:${source:Package}\\n\
    version:${Version}\\n\
    section:${Section}\\n\
    installed_size:${Installed-size}\\n\
    size:${Size}\\n\
    MD5:${MD5sum}\\n\
    SHA1:${SHA1}\\n\
    SHA256:${SHA256}\\n\
    origin:${Origin}\\n\
    homepage:${Homepage}\\n\
    status:${db:Status-Abbrev}\\n\
    install_date:${db-fsys:Last-Modified}\\n\
    description:${Description}\\n\
    \\n*/~^\\\\*\\n";

/// The installed ones among these packages (all, if none is named), by name.
pub(super) fn of(ask: &Ask<'_>, names: &[String], failhard: bool) -> Result<Dict, ModuleError> {
    let words: Vec<&str> =
        ["dpkg-query", "-W", FORMAT].into_iter().chain(names.iter().map(String::as_str)).collect();
    let output = query(ask, &words)?;
    if !output.success() {
        if !failhard {
            return Ok(Dict::new());
        }
        let told = output.stderr_text();
        return Err(ModuleError::Failed(format!("Error getting packages information: {}", told.trim())));
    }
    let mut found = parse(&output.stdout_text());
    for (name, fields) in found.iter_mut() {
        let path = format!("/usr/share/doc/{name}/copyright");
        let Ok(text) = ask.probe.read(path.as_ref()) else { continue };
        let licenses = licenses(&String::from_utf8_lossy(&text));
        if let (Some(fields), false) = (fields.as_dict_mut(), licenses.is_empty()) {
            fields.insert("license", licenses);
        }
    }
    Ok(found)
}

fn parse(text: &str) -> Dict {
    let paragraphs = text.split(MARK).map(|paragraph| paragraph.trim_start_matches('\n'));
    paragraphs.filter_map(|paragraph| package(paragraph.strip_suffix('\n').unwrap_or(paragraph))).collect()
}

fn package(paragraph: &str) -> Option<(String, Dict)> {
    let (lines, description) = paragraph.split_once("\ndescription:")?;
    let pairs = lines.lines().filter_map(|line| line.trim().split_once(':'));
    let pairs: Vec<(&str, &str)> = pairs.filter(|(_, value)| !value.is_empty()).collect();
    let get = |wanted: &str| pairs.iter().find(|(key, _)| *key == wanted).map(|(_, value)| *value);
    if get("status").unwrap_or("ii").chars().nth(1) != Some('i') {
        return None;
    }
    let mut fields: Dict = pairs
        .iter()
        .filter(|(key, _)| !matches!(*key, "status" | "installed_size"))
        .filter_map(|(key, value)| Some((renamed(key), field(key, value)?)))
        .collect();
    fields.insert("description", description);
    Some((get("package")?.to_owned(), fields))
}

/// The name that all package managers share.
fn renamed(key: &str) -> &str {
    match key {
        "package" => "name",
        "origin" => "vendor",
        "section" => "group",
        "maintainer" => "packager",
        "homepage" => "url",
        other => other,
    }
}

fn field(key: &str, value: &str) -> Option<Value> {
    if key != "install_date" {
        return Some(value.into());
    }
    let time = jiff::Timestamp::from_second(value.parse().ok()?).ok()?;
    Some(time.to_string().into())
}

fn licenses(copyright: &str) -> String {
    let mut found: Vec<&str> =
        copyright.lines().filter_map(|line| line.strip_prefix("License:")).map(str::trim).collect();
    found.sort_unstable();
    found.dedup();
    found.join(", ")
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{licenses, parse};

    #[test]
    fn packages_are_read() {
        let text = "\
package:hello
revision:3
architecture:amd64
maintainer:Santiago Vila <sanvila@debian.org>
summary:example package based on GNU hello
installed_size:277
origin:
status:ii 
install_date:1700000000
description:example package based on GNU hello
 The GNU hello program produces a familiar, friendly greeting.

*/~^\\*
package:gone
status:rc 
description:x

*/~^\\*
";
        let found = parse(text);
        assert_eq!(found.len(), 1);
        let hello = found.get("hello").unwrap();
        assert_eq!(hello.get("packager"), Some(&Value::from("Santiago Vila <sanvila@debian.org>")));
        assert_eq!(hello.get("install_date"), Some(&Value::from("2023-11-14T22:13:20Z")));
        assert_eq!(hello.get("vendor"), None);
        assert_eq!(hello.get("installed_size"), None);
        let description = hello.get("description").and_then(Value::as_str).unwrap();
        assert!(description.ends_with("friendly greeting.\n"), "{description:?}");
    }

    #[test]
    fn licenses_are_named_once() {
        assert_eq!(licenses("License: GPL-2\nx\nLicense: BSD\nLicense: GPL-2\n"), "BSD, GPL-2");
    }
}
