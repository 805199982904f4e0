//! `host.present` and `host.absent`.

use std::net::IpAddr;

use halite_common::{
    declare::{OneOrMany, Text},
    value::{Dict, Value},
};
use halite_states::declare::{Act, Ask, ModuleError, Outcome, State, Verdict};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::hosts::{self, Table};

/// Gives one or more addresses a name.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Present {
    /// The name.
    name: Text,
    /// The addresses.
    ip: OneOrMany<Text>,
    /// A comment behind the names of these addresses.
    #[serde(default)]
    comment: Text,
    /// Takes the name from all other addresses.
    #[serde(default)]
    clean: bool,
}

/// What is to be done with one address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Deed {
    Add,
    Comment,
    Remove,
}

/// What is to be done, and what is so already.
pub(crate) struct Plan {
    deeds: Vec<(Deed, String)>,
    told: Vec<String>,
    warnings: Vec<String>,
}

impl State for Present {
    const NAME: &'static str = "host.present";
    type Plan = Plan;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Plan>, ModuleError> {
        let table = hosts::read(ask)?;
        let plan = match self.plan(&table) {
            Ok(plan) => plan,
            Err(complaint) => return Ok(Verdict::failed(complaint)),
        };
        Ok(match plan.deeds.is_empty() {
            true => Verdict::InPlace(Outcome {
                warnings: plan.warnings,
                ..Outcome::in_place(plan.told.join("\n"))
            }),
            false => Verdict::Change(plan),
        })
    }

    fn describe(&self, _: &Ask<'_>, plan: &Plan) -> Outcome {
        self.outcome(plan, |deed, ip| match deed {
            Deed::Add => format!("Host {} ({ip}) would be added", self.name),
            Deed::Comment => format!("Comment for {ip} ({}) would be added", self.comment),
            Deed::Remove => format!("Host {} ({ip}) would be removed", self.name),
        })
    }

    fn apply(&self, act: &Act<'_>, plan: Plan) -> Result<Outcome, ModuleError> {
        let mut table = hosts::read(&act.ask())?;
        for (deed, ip) in &plan.deeds {
            match deed {
                Deed::Add => table.add(ip, &self.name),
                Deed::Comment => {
                    table.set_comment(ip, &self.comment);
                }
                Deed::Remove => table.remove(ip, &self.name),
            }
        }
        hosts::write(act, &table)?;
        Ok(self.outcome(&plan, |deed, ip| match deed {
            Deed::Add => format!("Added host {} ({ip})", self.name),
            Deed::Comment => format!("Set comment for host {ip} ({})", self.comment),
            Deed::Remove => format!("Removed host {} ({ip})", self.name),
        }))
    }
}

impl Present {
    fn plan(&self, table: &Table) -> Result<Plan, String> {
        let (name, known) = (&self.name, table.addresses());
        let mut plan = Plan { deeds: Vec::new(), told: Vec::new(), warnings: Vec::new() };
        let wanted: Vec<&str> = self.ip.0.iter().map(|ip| ip.0.as_str()).collect();
        for ip in &wanted {
            if ip.parse::<IpAddr>().is_err() {
                return Err(format!("Invalid IP Address for {name} ({ip})"));
            }
            if !table.has(ip, name) {
                plan.deeds.push((Deed::Add, (*ip).to_owned()));
            }
            let commented = self.comment.is_empty() || table.comment(ip) == Some(self.comment.as_ref());
            if !commented {
                plan.deeds.push((Deed::Comment, (*ip).to_owned()));
            } else if table.has(ip, name) {
                plan.told.push(format!("Host {name} ({ip}) already present"));
            }
        }
        for ip in known.into_iter().filter(|ip| !wanted.contains(ip) && table.has(ip, name)) {
            if self.clean {
                plan.deeds.push((Deed::Remove, ip.to_owned()));
            } else {
                plan.warnings.push(format!(
                    "Host {name} present for IP address {ip}. To get rid of this warning, either run this state with \
                     'clean' set to True to remove {name} from {ip}, or add {ip} to the 'ip' argument."
                ));
            }
        }
        plan.deeds.sort_by_key(|(deed, _)| *deed as u8);
        Ok(plan)
    }

    fn outcome(&self, plan: &Plan, line: impl Fn(Deed, &str) -> String) -> Outcome {
        let mut told = plan.told.clone();
        let mut changes = Dict::new();
        for (deed, ip) in &plan.deeds {
            told.push(line(*deed, ip));
            let (key, what) = match deed {
                Deed::Add => ("added", &self.name),
                Deed::Comment => ("comment_added", &self.comment),
                Deed::Remove => ("removed", &self.name),
            };
            let all = changes.entry_or_insert_with(key.into(), || Value::Dict(Dict::new()));
            if let Some(all) = all.as_dict_mut() {
                all.insert(ip.as_str(), Value::from_iter([what.0.as_str()]));
            }
        }
        Outcome { warnings: plan.warnings.clone(), ..Outcome::changed(changes, told.join("\n")) }
    }
}

/// Takes a name from one or more addresses.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Absent {
    /// The name.
    name: Text,
    /// The addresses.
    ip: OneOrMany<Text>,
}

impl Absent {
    fn told(&self, table: &Table, words: impl Fn(&str) -> String) -> String {
        let line = |ip: &Text| match table.has(ip, &self.name) {
            true => words(ip),
            false => format!("Host {} ({ip}) already absent", self.name),
        };
        self.ip.0.iter().map(line).collect::<Vec<_>>().join("\n")
    }
}

impl State for Absent {
    const NAME: &'static str = "host.absent";
    type Plan = Table;

    fn check(&self, ask: &Ask<'_>) -> Result<Verdict<Table>, ModuleError> {
        let table = hosts::read(ask)?;
        Ok(match self.ip.0.iter().any(|ip| table.has(ip, &self.name)) {
            true => Verdict::Change(table),
            false => Verdict::in_place(self.told(&table, str::to_owned)),
        })
    }

    fn describe(&self, _: &Ask<'_>, table: &Table) -> Outcome {
        let told = self.told(table, |ip| format!("Host {} ({ip}) needs to be removed", self.name));
        Outcome::changed(Dict::new(), told)
    }

    fn apply(&self, act: &Act<'_>, table: Table) -> Result<Outcome, ModuleError> {
        let mut new = table.clone();
        self.ip.0.iter().for_each(|ip| new.remove(ip, &self.name));
        hosts::write(act, &new)?;
        let told = self.told(&table, |ip| format!("Removed host {} ({ip})", self.name));
        Ok(Outcome::changed(Dict::from([("host", self.name.0.as_str())]), told))
    }
}
