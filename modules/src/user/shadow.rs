//! Passwords and their ageing: `/etc/shadow`.

use std::path::Path;

use halite_common::value::{Dict, Value};
use halite_states::{
    declare::{Act, Ask, ModuleError},
    host::WriteOptions,
};

use super::modify::{program, ran};

const PATH: &str = "/etc/shadow";

/// A line of the shadow file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Shadow {
    /// Login name; empty if there is no such line.
    pub name: String,
    /// The hash.
    pub passwd: String,
    /// Days: last change, least and most age, warning, inactivity, expiry; -1 where nothing is said.
    pub days: [Option<i64>; 6],
}

/// The names of the days, as `shadow.info` gives them, in the order of the file.
pub(super) const DAYS: [&str; 6] = ["lstchg", "min", "max", "warn", "inact", "expire"];

impl Shadow {
    /// One of the days; `None` without a line.
    pub(super) fn day(&self, name: &str) -> Option<i64> {
        DAYS.iter().position(|known| *known == name).and_then(|at| self.days[at])
    }

    /// As `shadow.info` returns it.
    pub(super) fn as_dict(&self) -> Dict {
        let mut dict =
            Dict::from([("name", Value::from(self.name.as_str())), ("passwd", self.passwd.as_str().into())]);
        for (name, day) in DAYS.into_iter().zip(self.days) {
            dict.insert(name, day.map_or(Value::from(""), Value::from));
        }
        dict
    }
}

/// What the shadow file says of an account; empty if it says nothing or cannot be read.
pub(super) fn of(ask: &Ask<'_>, name: &str) -> Shadow {
    let text = ask.probe.read(Path::new(PATH)).unwrap_or_default();
    parse(&String::from_utf8_lossy(&text), name)
}

fn parse(text: &str, name: &str) -> Shadow {
    let mut fields = match text.lines().find(|line| line.split(':').next() == Some(name)) {
        Some(line) => line.split(':'),
        None => return Shadow::default(),
    };
    let name = fields.next().unwrap_or_default().to_owned();
    let passwd = fields.next().unwrap_or_default().to_owned();
    let days = [(); 6].map(|()| Some(fields.next().unwrap_or_default().parse().unwrap_or(-1)));
    Shadow { name, passwd, days }
}

/// Sets the hash.
pub(super) fn set_password(act: &Act<'_>, name: &str, hash: &str) -> Result<bool, ModuleError> {
    let path = Path::new(PATH);
    let text = act.host.read(path).map_err(ModuleError::file("read", path))?;
    let since = act.host.now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let text = with_password(&String::from_utf8_lossy(&text), name, hash, since.as_secs() / 86_400);
    act.host
        .write(path, text.as_bytes(), &WriteOptions::default())
        .map_err(ModuleError::file("write", path))?;
    Ok(of(&act.ask(), name).passwd == hash)
}

fn with_password(text: &str, name: &str, hash: &str, today: u64) -> String {
    let mut out = String::with_capacity(text.len() + hash.len());
    let mut found = false;
    for line in text.lines() {
        let mut fields: Vec<&str> = line.split(':').take(9).collect();
        if fields.first() != Some(&name) {
            out.push_str(line);
            out.push('\n');
            continue;
        }
        found = true;
        fields.resize(9, "");
        let today = today.to_string();
        fields[1] = hash;
        fields[2] = &today;
        out.push_str(&fields.join(":"));
        out.push('\n');
    }
    if !found {
        out.push_str(&format!("{name}:{hash}:{today}::::::\n"));
    }
    out
}

/// Empties the password.
pub(super) fn delete_password(act: &Act<'_>, name: &str) -> Result<bool, ModuleError> {
    ran(act, &program(act, "passwd", &["-d", name])?)?;
    Ok(of(&act.ask(), name).passwd.is_empty())
}

/// Locks the password, or unlocks it.
pub(super) fn lock(act: &Act<'_>, name: &str, on: bool) -> Result<bool, ModuleError> {
    ran(act, &program(act, "passwd", &[if on { "-l" } else { "-u" }, name])?)?;
    Ok(of(&act.ask(), name).passwd.starts_with('!') == on)
}

/// Sets one of the days.
pub(super) fn set_day(act: &Act<'_>, name: &str, day: &str, value: &str) -> Result<bool, ModuleError> {
    let option = match day {
        "lstchg" => "-d",
        "min" => "-m",
        "max" => "-M",
        "warn" => "-W",
        "inact" => "-I",
        _ => "-E",
    };
    ran(act, &program(act, "chage", &[option, value, name])?)
}

/// A day as `chage` takes it: a number of days, or `YYYY-MM-DD`.
pub(super) fn day_number(value: &Value) -> Option<i64> {
    if let Some(days) = value.as_int() {
        return i64::try_from(days).ok();
    }
    let text = value.to_string();
    let date: jiff::civil::Date = match text.parse::<i64>() {
        Ok(days) => return Some(days),
        Err(_) => text.parse().ok()?,
    };
    Some(date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() / 24)
}

#[cfg(test)]
mod tests {
    use halite_common::value::Value;

    use super::{day_number, parse, with_password};

    const TEXT: &str = "\
root:*:19500:0:99999:7:::
ann:$6$salt$hash:19700:0:99999:7:14:20000:
www-data:!:19500::::::
";

    #[test]
    fn lines_are_read() {
        let ann = parse(TEXT, "ann");
        assert_eq!((ann.name.as_str(), ann.passwd.as_str()), ("ann", "$6$salt$hash"));
        assert_eq!((ann.day("inact"), ann.day("expire")), (Some(14), Some(20000)));
        assert_eq!(parse(TEXT, "www-data").day("max"), Some(-1));
        assert_eq!(parse(TEXT, "an").name, "");
    }

    #[test]
    fn passwords_are_set_in_place() {
        let text = with_password(TEXT, "ann", "$6$new", 20_000);
        assert_eq!(text.lines().nth(1), Some("ann:$6$new:20000:0:99999:7:14:20000:"));
        assert_eq!(text.lines().count(), 3);
        let text = with_password(TEXT, "bob", "!", 20_000);
        assert_eq!(text.lines().last(), Some("bob:!:20000::::::"));
    }

    #[test]
    fn days_may_be_dates() {
        assert_eq!(day_number(&Value::from(16426)), Some(16426));
        assert_eq!(day_number(&Value::from("2014-12-22")), Some(16426));
        assert_eq!(day_number(&Value::from("soon")), None);
    }
}
