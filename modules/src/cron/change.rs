//! Jobs put into a table and taken out of it.

use super::tab::{Job, Tab, When};

/// What stands for the name of a job that has none.
const NO_NAME: &str = "NO ID SET";

/// What putting something there comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Came {
    /// It is there already.
    Present,
    /// It was not there.
    New,
    /// It was there otherwise.
    Updated,
}

impl Came {
    /// Salt's word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Came::Present => "present",
            Came::New => "new",
            Came::Updated => "updated",
        }
    }
}

/// A job as it is asked for; `None` leaves alone.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// When it is to run; a time may be `random`, or a range such as `10:20`.
    pub when: When,
    /// What is to run.
    pub cmd: String,
    /// The name to find it by.
    pub identifier: Option<String>,
    /// The comment above it.
    pub comment: Option<String>,
    /// It is to be there, but not to run.
    pub commented: bool,
}

/// Whether a job is the one that a command and a name mean.
pub(super) fn is_meant(job: &Job, cmd: &str, identifier: Option<&str>) -> bool {
    let given = |name: Option<&str>| name.filter(|name| !name.is_empty()).map(str::to_owned);
    let (own, wanted) = (given(job.identifier.as_deref()), given(identifier));
    match (own, wanted) {
        (None, _) => job.cmd == cmd,
        (Some(own), wanted) => own == wanted.as_deref().unwrap_or(NO_NAME),
    }
}

impl Tab {
    /// Puts a job there. `random` chooses a number between two.
    pub(super) fn put(&mut self, asked: &Asked, random: &dyn Fn(u32, u32) -> u32) -> Came {
        let meant = |job: &Job| is_meant(job, &asked.cmd, asked.identifier.as_deref());
        let Some(at) = self.position(meant) else {
            self.jobs.push(Job {
                when: drawn(&asked.when, random),
                cmd: asked.cmd.clone(),
                identifier: asked.identifier.clone(),
                comment: asked.comment.clone(),
                commented: asked.commented,
            });
            return Came::New;
        };
        let old = &self.jobs[at];
        let new = Job {
            when: kept(&old.when, &asked.when, random),
            cmd: asked.cmd.clone(),
            identifier: asked.identifier.clone().or_else(|| old.identifier.clone()),
            comment: asked.comment.clone().or_else(|| old.comment.clone()),
            commented: asked.commented,
        };
        if new == *old {
            return Came::Present;
        }
        self.jobs.remove(at);
        self.jobs.push(new);
        Came::Updated
    }

    /// Takes a job out; false where there is none. `fits` narrows it to jobs of some times.
    pub(super) fn take(&mut self, cmd: &str, identifier: Option<&str>, fits: impl Fn(&When) -> bool) -> bool {
        let found = self.position(|job| is_meant(job, cmd, identifier) && fits(&job.when));
        found.map(|at| self.jobs.remove(at)).is_some()
    }

    /// The place of a job; those with times are looked at first.
    fn position(&self, meant: impl Fn(&Job) -> bool) -> Option<usize> {
        let timed = |job: &Job| matches!(job.when, When::Times(_));
        let jobs = &self.jobs;
        jobs.iter().position(|job| timed(job) && meant(job)).or_else(|| jobs.iter().position(meant))
    }

    /// Sets a variable.
    pub(super) fn put_env(&mut self, name: &str, value: &str) -> Came {
        let at = self.env.iter().position(|(own, _)| own == name);
        // The empty value is written as two quotes, and read as such.
        let same = |own: &str| own == value || (value.is_empty() && own == "\"\"");
        if at.is_some_and(|at| same(&self.env[at].1)) {
            return Came::Present;
        }
        let came = if at.is_some() { Came::Updated } else { Came::New };
        at.map(|at| self.env.remove(at));
        self.env.push((name.to_owned(), value.to_owned()));
        came
    }

    /// Takes a variable out; false where there is none.
    pub(super) fn take_env(&mut self, name: &str) -> bool {
        let found = self.env.iter().position(|(own, _)| own == name);
        found.map(|at| self.env.remove(at)).is_some()
    }
}

/// The old times, where they are as asked for.
fn kept(old: &When, asked: &When, random: &dyn Fn(u32, u32) -> u32) -> When {
    let (When::Times(old), When::Times(asked)) = (old, asked) else { return drawn(asked, random) };
    let drawn = drawn(&When::Times(asked.clone()), random);
    let When::Times(mut times) = drawn else { return drawn };
    for ((time, old), asked) in times.iter_mut().zip(old).zip(asked) {
        if asked == "random" && old != "*" {
            time.clone_from(old);
        }
    }
    When::Times(times)
}

/// Numbers in the place of `random` and ranges.
fn drawn(when: &When, random: &dyn Fn(u32, u32) -> u32) -> When {
    let When::Times(times) = when else { return when.clone() };
    const BOUNDS: [(u32, u32); 5] = [(0, 59), (0, 23), (1, 28), (1, 12), (0, 6)];
    let mut drawn = times.clone();
    for (time, (low, high)) in drawn.iter_mut().zip(BOUNDS) {
        let range = time.split_once(':').and_then(|(a, b)| Some((a.parse().ok()?, b.parse().ok()?)));
        if time.as_str() == "random" {
            *time = random(low, high).to_string();
        } else if let Some((a, b)) = range {
            *time = random(u32::min(a, b), u32::max(a, b)).to_string();
        }
    }
    When::Times(drawn)
}

#[cfg(test)]
mod tests {
    use super::{Asked, Came};
    use crate::cron::tab::{Tab, When};

    fn asked(times: [&str; 5], cmd: &str, identifier: Option<&str>) -> Asked {
        Asked {
            when: When::Times(times.map(str::to_owned)),
            cmd: cmd.into(),
            identifier: identifier.map(str::to_owned),
            comment: None,
            commented: false,
        }
    }

    const EVERY: [&str; 5] = ["*"; 5];

    #[test]
    fn jobs_are_found_by_name_or_command() {
        let mut tab = Tab::default();
        let low = |low: u32, _| low;
        assert_eq!(tab.put(&asked(EVERY, "a", Some("one")), &low), Came::New);
        assert_eq!(tab.put(&asked(EVERY, "a", Some("one")), &low), Came::Present);
        assert_eq!(tab.put(&asked(EVERY, "b", Some("one")), &low), Came::Updated);
        assert_eq!(tab.put(&asked(EVERY, "b", None), &low), Came::New);
        assert_eq!(tab.put(&asked(EVERY, "b", Some("two")), &low), Came::Updated);
        assert_eq!(tab.jobs.len(), 2);
        assert!(tab.take("other", Some("one"), |_| true));
        assert!(!tab.take("other", Some("one"), |_| true));
    }

    #[test]
    fn random_times_stay_once_drawn() {
        let mut tab = Tab::default();
        let job = asked(["random", "10:20", "*", "*", "*"], "a", Some("a"));
        assert_eq!(tab.put(&job, &|low, _| low), Came::New);
        assert_eq!(tab.jobs[0].when, When::Times(["0", "10", "*", "*", "*"].map(str::to_owned)));
        let random = asked(["random", "10", "*", "*", "*"], "a", Some("a"));
        assert_eq!(tab.put(&random, &|_, high| high), Came::Present);
    }

    #[test]
    fn variables() {
        let mut tab = Tab::default();
        assert_eq!(tab.put_env("A", "1"), Came::New);
        assert_eq!(tab.put_env("A", "1"), Came::Present);
        assert_eq!(tab.put_env("A", ""), Came::Updated);
        let mut again = Tab::parse(&tab.text());
        assert_eq!(again.put_env("A", ""), Came::Present);
        assert!(again.take_env("A") && !again.take_env("A"));
    }
}
