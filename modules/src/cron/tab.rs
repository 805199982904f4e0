//! A table as text and as data. Above a marker line stands what is not ours; it stays as it is.

use halite_common::value::{Dict, Value};

/// The line above what is managed here; Salt's, so that either can take over from the other.
const MARKER: &str = "# Lines below here are managed by Salt, do not edit";
const IDENTIFIER: &str = "SALT_CRON_IDENTIFIER";
const DISABLED: &str = "#DISABLED#";

/// When a job runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Minute, hour, day of the month, month, day of the week.
    Times([String; 5]),
    /// A word such as `@daily`.
    Special(String),
}

/// The names of the five times.
pub(super) const TIMES: [&str; 5] = ["minute", "hour", "daymonth", "month", "dayweek"];

/// One job.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Job {
    /// When it runs.
    pub when: When,
    /// What runs.
    pub cmd: String,
    /// The name it is found by.
    pub identifier: Option<String>,
    /// The comment above it.
    pub comment: Option<String>,
    /// It is there, but does not run.
    pub commented: bool,
}

/// A user's table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Tab {
    /// Lines that are not managed.
    pub pre: Vec<String>,
    /// Variables.
    pub env: Vec<(String, String)>,
    /// Jobs: those with times first, then those with a word.
    pub jobs: Vec<Job>,
}

impl Tab {
    /// Reads a table.
    pub(super) fn parse(text: &str) -> Tab {
        let mut tab = Tab::default();
        let mut lines = text.lines();
        for line in lines.by_ref() {
            if line == MARKER {
                break;
            }
            tab.pre.push(line.to_owned());
        }
        let (mut comment, mut identifier) = (None::<String>, None::<String>);
        for line in lines {
            let commented = line.starts_with(DISABLED);
            let line = line.strip_prefix(DISABLED).unwrap_or(line);
            let words: Vec<&str> = line.split(' ').collect();
            if line.starts_with('@') {
                let words: Vec<&str> = line.split_whitespace().collect();
                let [word, cmd @ ..] = words.as_slice() else { continue };
                if cmd.is_empty() {
                    continue;
                }
                let when = When::Special((*word).to_owned());
                let (identifier, comment) = (identifier.take(), comment.take());
                tab.jobs.push(Job { when, cmd: cmd.join(" "), identifier, comment, commented });
            } else if line.starts_with('#') {
                let mut told = line.trim_start_matches(['#', ' ']);
                if let Some((before, after)) = told.split_once(IDENTIFIER) {
                    told = before.trim_end();
                    if after.len() > 1 {
                        identifier = after.get(1..).map(str::to_owned);
                    }
                }
                comment = Some(match comment.take() {
                    Some(above) => format!("{above}\n{told}"),
                    None => told.to_owned(),
                });
            } else if let Some((name, value)) = variable(line) {
                tab.env.push((name.to_owned(), value.to_owned()));
            } else if let [minute, hour, daymonth, month, dayweek, cmd @ ..] = words.as_slice()
                && !cmd.is_empty()
            {
                let times = [minute, hour, daymonth, month, dayweek].map(|&time| time.to_owned());
                let (identifier, comment) = (identifier.take(), comment.take());
                tab.jobs.push(Job {
                    when: When::Times(times),
                    cmd: cmd.join(" "),
                    identifier,
                    comment,
                    commented,
                });
            }
        }
        tab
    }

    /// The table as text.
    pub(super) fn text(&self) -> String {
        let mut lines = self.pre.clone();
        if lines.last().is_none_or(|last| last != MARKER) {
            lines.push(MARKER.into());
        }
        for (name, value) in &self.env {
            let value = if value.is_empty() { "\"\"" } else { value };
            lines.push(format!("{name}={value}"));
        }
        let special = |job: &&Job| matches!(job.when, When::Special(_));
        let timed = self.jobs.iter().filter(|job| !special(job));
        for job in timed.chain(self.jobs.iter().filter(special)) {
            lines.extend(job.heading());
            let when = match &job.when {
                When::Times(times) => times.join(" "),
                When::Special(word) => word.clone(),
            };
            let disabled = if job.commented { DISABLED } else { "" };
            lines.push(format!("{disabled}{when} {}", job.cmd));
        }
        lines.iter().map(|line| format!("{line}\n")).collect()
    }

    /// The table as Salt tells it.
    pub(super) fn told(&self) -> Dict {
        let (mut crons, mut special) = (Vec::new(), Vec::new());
        for job in &self.jobs {
            match job.when {
                When::Times(_) => crons.push(job.told()),
                When::Special(_) => special.push(job.told()),
            }
        }
        let env = self
            .env
            .iter()
            .map(|(name, value)| Dict::from([("name", name.as_str()), ("value", value.as_str())]));
        Dict::from([
            ("pre", Value::from_iter(self.pre.iter().map(String::as_str))),
            ("crons", Value::from_iter(crons)),
            ("special", Value::from_iter(special)),
            ("env", Value::from_iter(env)),
        ])
    }
}

impl Job {
    /// The comment and the name that stand above it.
    fn heading(&self) -> Option<String> {
        if self.comment.is_none() && self.identifier.is_none() {
            return None;
        }
        let mut heading = "#".to_owned();
        if let Some(comment) = self.comment.as_ref().filter(|comment| !comment.is_empty()) {
            heading.push_str(&format!(" {}", comment.replace('\n', "\n# ")));
        }
        if let Some(identifier) = self.identifier.as_ref().filter(|identifier| !identifier.is_empty()) {
            heading.push_str(&format!(" {IDENTIFIER}:{identifier}"));
        }
        Some(heading)
    }

    /// The job as Salt tells it.
    pub(super) fn told(&self) -> Dict {
        let mut told = match &self.when {
            When::Times(times) => {
                TIMES.into_iter().zip(times).map(|(name, time)| (name, Value::from(time.as_str()))).collect()
            }
            When::Special(word) => Dict::from([("spec", word.as_str())]),
        };
        told.insert("identifier", self.identifier.clone());
        told.insert("cmd", self.cmd.as_str());
        told.insert("comment", self.comment.clone());
        told.insert("commented", self.commented);
        told
    }
}

/// `NAME=value`, as long as no blank stands before the sign.
fn variable(line: &str) -> Option<(&str, &str)> {
    line.split_once('=').filter(|(name, _)| !name.is_empty() && !name.contains(' '))
}

#[cfg(test)]
mod tests {
    use super::{Tab, When};

    const TEXT: &str = "0 1 * * * mine\n\
        # Lines below here are managed by Salt, do not edit\n\
        MAILTO=\"\"\n\
        # two\n# lines SALT_CRON_IDENTIFIER:backup\n\
        5 4 * * 1-5 /usr/bin/backup --all\n\
        # SALT_CRON_IDENTIFIER:x\n\
        #DISABLED#@daily /bin/x  y\n";

    #[test]
    fn a_table_reads_back() {
        let tab = Tab::parse(TEXT);
        assert_eq!(tab.pre, ["0 1 * * * mine"]);
        assert_eq!(tab.env, [("MAILTO".to_owned(), "\"\"".to_owned())]);
        let [backup, daily] = tab.jobs.as_slice() else { panic!("{tab:?}") };
        assert_eq!(backup.comment.as_deref(), Some("two\nlines"));
        assert_eq!((backup.identifier.as_deref(), backup.commented), (Some("backup"), false));
        assert_eq!(daily.when, When::Special("@daily".into()));
        assert_eq!((daily.cmd.as_str(), daily.commented), ("/bin/x y", true));
        assert_eq!(tab.text(), TEXT.replace("x  y", "x y"));
    }

    #[test]
    fn a_table_of_others_gets_the_marker() {
        assert_eq!(Tab::parse("").text(), "# Lines below here are managed by Salt, do not edit\n");
        let text = "# m h dom\n* * * * * a\n";
        assert_eq!(
            Tab::parse(text).text(),
            format!("{text}# Lines below here are managed by Salt, do not edit\n")
        );
    }
}
