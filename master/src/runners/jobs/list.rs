//! The jobs that are stored, and which of them are wanted.

use std::{cell::RefCell, collections::VecDeque};

use halite_common::{
    declare::{OneOrMany, Text},
    failure::Failure,
    glob,
    value::{Dict, Value},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    look::PrintJob,
    moment::moment,
    stored::{each_job, with_outputter, yes},
};
use crate::{
    house::House,
    jobs::JobRecord,
    runners::{declare::Runner, show},
};

/// Lists the jobs that are stored.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(in crate::runners) struct ListJobs {
    /// Accepted for Salt's sake; there is one store.
    ext_source: Option<Text>,
    /// The outputter to show them with.
    outputter: Option<Text>,
    /// Only jobs whose metadata has one of these members.
    search_metadata: Option<Value>,
    /// Only jobs with such a function: globs, in a list or separated by commas.
    search_function: OneOrMany<Text>,
    /// Only jobs with such a target: globs, in a list or separated by commas.
    search_target: OneOrMany<Text>,
    /// Only jobs that began then or later, such as `2026, Nov 20 09:30` or `20261120`.
    start_time: Option<Text>,
    /// Only jobs that began then or earlier.
    end_time: Option<Text>,
    /// Accepted for Salt's sake.
    display_progress: bool,
}

impl Runner for ListJobs {
    const NAME: &'static str = "jobs.list_jobs";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        let _ = (&self.ext_source, self.display_progress);
        let begin = self.start_time.as_deref().map(moment).transpose()?;
        let end = self.end_time.as_deref().map(moment).transpose()?;
        let functions = split(&self.search_function);
        let targets = split(&self.search_target);
        let out = RefCell::new(Dict::new());
        each_job(house, |jid, record| {
            let micros = jid.micros().unwrap_or(0);
            let fits = begin.is_none_or(|begin| micros >= begin)
                && end.is_none_or(|end| micros <= end)
                && any_fits(&functions, &record.functions())
                && any_fits(&targets, std::slice::from_ref(&record.publish.target.expression))
                && self.search_metadata.as_ref().is_none_or(|wanted| has_metadata(&record, wanted));
            if fits {
                out.borrow_mut().insert(jid.to_string(), show::job(jid, &record));
            }
        })?;
        Ok(with_outputter(self.outputter.as_deref(), out.into_inner()))
    }
}

/// Lists the jobs of late, without the questions that Salt asks about other jobs.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(in crate::runners) struct ListJobsFilter {
    /// How many.
    count: usize,
    /// Leave `saltutil.find_job` out.
    #[serde(default = "yes")]
    filter_find_job: bool,
    /// Accepted for Salt's sake; there is one store.
    #[serde(default)]
    #[expect(dead_code, reason = "there is one store")]
    ext_source: Option<Text>,
    /// The outputter to show them with.
    #[serde(default)]
    outputter: Option<Text>,
}

impl Runner for ListJobsFilter {
    const NAME: &'static str = "jobs.list_jobs_filter";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        let mut last = VecDeque::new();
        each_job(house, |jid, record| {
            if !(self.filter_find_job && record.functions().iter().any(|f| f == "saltutil.find_job")) {
                last.push_back((jid.to_string(), Value::from(show::job(jid, &record))));
                if last.len() > self.count {
                    last.pop_front();
                }
            }
        })?;
        Ok(with_outputter(self.outputter.as_deref(), last.into_iter().collect()))
    }
}

/// Tells everything about the latest job that fits.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
pub(in crate::runners) struct LastRun {
    /// Accepted for Salt's sake; there is one store.
    ext_source: Option<Text>,
    /// Accepted for Salt's sake.
    outputter: Option<Text>,
    /// Only a job whose metadata has one of these members.
    metadata: Option<Value>,
    /// Only a job with such a function.
    function: OneOrMany<Text>,
    /// Only a job with such a target.
    target: OneOrMany<Text>,
    /// Accepted for Salt's sake.
    display_progress: bool,
}

impl Runner for LastRun {
    const NAME: &'static str = "jobs.last_run";
    type Output = Value;

    fn run(self, house: &House) -> Result<Value, Failure> {
        let list = ListJobs {
            ext_source: self.ext_source,
            search_metadata: self.metadata,
            search_function: self.function,
            search_target: self.target,
            display_progress: self.display_progress,
            ..ListJobs::default()
        };
        let _ = self.outputter;
        let jobs = list.run(house)?.into_dict().unwrap_or_default();
        match jobs.keys().last() {
            Some(jid) => PrintJob::of(&jid.to_string()).run(house).map(Value::Dict),
            None => Ok(Value::Bool(false)),
        }
    }
}

fn split(globs: &OneOrMany<Text>) -> Vec<String> {
    let words = globs.0.iter().flat_map(|glob| glob.split(','));
    words.map(|word| word.trim().to_owned()).filter(|word| !word.is_empty()).collect()
}

fn any_fits(globs: &[String], texts: &[String]) -> bool {
    globs.is_empty() || globs.iter().any(|glob| texts.iter().any(|text| glob::matches(glob, text)))
}

fn has_metadata(record: &JobRecord, wanted: &Value) -> bool {
    let own = &record.publish.metadata;
    wanted.as_dict().is_some_and(|wanted| wanted.iter().any(|(key, value)| own.get_key(key) == Some(value)))
}
