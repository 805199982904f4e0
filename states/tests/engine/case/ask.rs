//! Calls such as `state.sls a test=True`, answered by the engine.

use std::sync::Arc;

use halite_common::{
    failure::Failure,
    target::Known,
    value::{Dict, Value},
};
use halite_states::{
    compile::{Compiler, Selection},
    declare::Act,
    options::Options,
    run::{RunOptions, nothing},
};

use super::Case;
use crate::fake::{FakeHost, FakeMinion, REGISTRY};

/// A call: the function, its positional and its named arguments.
struct Call {
    function: String,
    positional: Vec<String>,
    named: Dict,
}

impl Call {
    fn parse(text: &str) -> Call {
        let mut words = words(text).into_iter();
        let function = words.next().unwrap_or_default();
        let mut call = Call { function, positional: Vec::new(), named: Dict::new() };
        for word in words {
            match word.split_once('=') {
                Some((key, value)) => {
                    call.named.insert(key, super::load(value));
                }
                None => call.positional.push(word),
            }
        }
        call
    }

    fn list(&self, at: usize) -> Vec<String> {
        self.positional.get(at).into_iter().flat_map(|text| text.split(',')).map(str::to_owned).collect()
    }

    fn named_list(&self, name: &str) -> Vec<Value> {
        match self.named.get(name) {
            Some(Value::Str(text)) => text.split(',').map(Value::from).collect(),
            Some(Value::List(items)) => items.clone(),
            _ => Vec::new(),
        }
    }
}

/// Splits at blanks outside quotes.
fn words(text: &str) -> Vec<String> {
    let (mut words, mut quote, mut open) = (Vec::<String>::new(), None, false);
    for c in text.chars() {
        match (quote, c) {
            (Some(q), c) if c == q => quote = None,
            (None, '\'' | '"') => quote = Some(c),
            (None, ' ') => {
                open = false;
                continue;
            }
            (_, c) => {
                if !open {
                    words.push(String::new());
                }
                open = true;
                if let Some(last) = words.last_mut() {
                    last.push(c);
                }
            }
        }
    }
    words
}

type Answer = Result<Value, Vec<Failure>>;

impl Case {
    /// The engine's answer to a call.
    pub(super) fn ask(&self, call: &str) -> Value {
        let call = Call::parse(call);
        let mut options = Options::from_config(&self.config);
        options.saltenv = call.named.get("saltenv").map(ToString::to_string);
        let subject =
            Known { id: "m1".into(), grains: Arc::new(self.grains.clone()), pillar: Arc::default() };
        let answer = Compiler::new(&self.tree, &subject, REGISTRY, options)
            .and_then(|compiler| answer(&compiler, &call, &subject));
        answer.unwrap_or_else(|failures| failures.into_iter().map(|failure| failure.message).collect())
    }
}

fn answer(compiler: &Compiler<'_>, call: &Call, subject: &Known) -> Answer {
    let test = call.named.get("test").is_some_and(Value::is_truthy);
    let minion = FakeMinion { grains: Arc::clone(&subject.grains), test, ..FakeMinion::default() };
    let act = Act { host: &FakeHost, minion: &minion, chunk: None };
    let run = RunOptions::new(compiler.options());
    let selection = Selection {
        exclude: call.named_list("exclude"),
        whitelist: call.named_list("whitelist").iter().map(ToString::to_string).collect(),
    };
    let results = |results: Dict| Value::Dict(bare(results, test));
    match call.function.as_str() {
        "state.sls" => Ok(results(compiler.plan_sls(&call.list(0), &selection)?.run(&act, &run)?)),
        "state.highstate" => match compiler.plan_highstate(&selection)? {
            Some(plan) => Ok(results(plan.run(&act, &run)?)),
            None => Ok(results(nothing("No Top file or master_tops data matches found."))),
        },
        "state.sls_id" => {
            let found = compiler.plan_sls_id(&call.list(1))?.run_id(&call.positional[0], &act, &run)?;
            if found.is_empty() {
                let message = format!(
                    "No matches for ID '{}' found in SLS '{}' within saltenv 'base'",
                    call.positional[0], call.positional[1]
                );
                return Ok(Value::Dict(Dict::from([("exception", message)])));
            }
            Ok(results(found))
        }
        "state.single" => {
            let (state, fun) = call.positional[0].split_once('.').unwrap_or_default();
            let name = call.named.get("name").cloned().unwrap_or_default();
            let mut low = Dict::from([("state", state), ("fun", fun)]);
            low.extend([("name", name.clone()), ("__id__", name)]);
            Ok(results(compiler.plan_low(vec![low])?.run_single(&act, &run)?))
        }
        "state.show_sls" => compiler.show_sls(&call.list(0)).map(Value::Dict),
        "state.show_low_sls" => compiler.show_low_sls(&call.list(0)).map(|low| low.into_iter().collect()),
        "state.show_lowstate" => compiler.show_lowstate().map(|low| low.into_iter().collect()),
        "state.show_highstate" => compiler.show_highstate().map(Value::Dict),
        "state.show_top" => compiler.top().map(|top| Value::Dict(top.into_iter().collect())),
        "state.show_states" => {
            let plan = compiler.plan_highstate(&selection)?;
            Ok(plan.map(|plan| plan.sls_names()).unwrap_or_default().into())
        }
        "state.sls_exists" => Ok(compiler.show_sls(&call.list(0)).is_ok().into()),
        "state.id_exists" => {
            let low = compiler.show_low_sls(&call.list(1))?;
            let has = |id: &String| low.iter().any(|low| low.get("__id__") == Some(&id.as_str().into()));
            Ok(call.list(0).iter().all(has).into())
        }
        other => panic!("no such call: {other}"),
    }
}

/// Results without what differs from run to run.
fn bare(mut results: Dict, test: bool) -> Dict {
    for (_, result) in results.iter_mut() {
        let Some(result) = result.as_dict_mut() else { continue };
        result.remove("start_time");
        result.remove("duration");
        // Salt's `test.mod_watch` knows no test mode; ours may not change anything in it and always gives None.
        if test && result.get("comment").is_some_and(|comment| comment == &"Watch statement fired.".into()) {
            result.insert("result", true);
        }
    }
    results
}
