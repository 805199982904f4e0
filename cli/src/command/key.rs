//! `halite key`.

use std::{
    fs::File,
    io::{BufRead, Write},
    path::Path,
};

use halite_common::{
    api::{Client, KeyAction, KeyChange, KeyInfo, KeyList, NewToken},
    chain,
    config::Config,
    crypto::NodeKey,
    exit,
    failure::{Failure, Kind},
    glob::matches as glob_matches,
    value::{Dict, Value},
};

use super::{load::master_config, printer::printer};
use crate::{
    args::{KeyArgs, KeyCommand, KeyList as Wanted, TokenCommand},
    command::duration::seconds,
    output::{Outputter, Printer, Settings, say},
};

/// Lists or changes keys.
pub(crate) async fn key(args: &KeyArgs) -> Result<u8, Failure> {
    if let Some(KeyCommand::Token(command)) = &args.command {
        return token(command, &master_config(&args.config_dir)?).await;
    }
    if let Some(name) = &args.gen_keys {
        return make_pair(&args.gen_keys_dir, name);
    }
    let config = master_config(&args.config_dir)?;
    let client = client(&config);
    let printer = printer(&args.output, &config)?;
    match change(args) {
        Some(change) => carry_out(&client, change, args, &printer).await,
        None => list(&client, args, &printer).await,
    }
}

/// Makes a key pair, for a master that is to change its key or a minion that is to bring its own.
fn make_pair(folder: &Path, name: &str) -> Result<u8, Failure> {
    if name.is_empty() || name.starts_with('.') || name.contains('/') {
        return Err(Failure::new(Kind::Usage, "a key pair has a plain name"));
    }
    let cannot = |path: &Path, error: &dyn std::error::Error| {
        Failure::new(Kind::Io, format!("could not make {}: {}", path.display(), chain::print(error)))
    };
    let (private, public) = (folder.join(format!("{name}.key")), folder.join(format!("{name}.pub")));
    let mut file =
        File::options().write(true).create_new(true).open(&public).map_err(|e| cannot(&public, &e))?;
    if private.exists() {
        return Err(Failure::new(Kind::Io, format!("{} is there already", private.display())));
    }
    let key = NodeKey::load_or_create(&private).map_err(|error| cannot(&private, &error))?;
    writeln!(file, "{}", key.public()).map_err(|error| cannot(&public, &error))?;
    say(&format!("{}: {}", private.display(), key.public().fingerprint()));
    Ok(exit::OK)
}

fn client(config: &Config) -> Client {
    Client::new(config.path("api_socket"))
}

/// The change that the flags ask for, if they ask for one.
fn change(args: &KeyArgs) -> Option<KeyChange> {
    let (action, glob) = match args {
        KeyArgs { accept: Some(glob), .. } => (KeyAction::Accept, Some(glob.clone())),
        KeyArgs { accept_all: true, .. } => (KeyAction::Accept, None),
        KeyArgs { reject: Some(glob), .. } => (KeyAction::Reject, Some(glob.clone())),
        KeyArgs { reject_all: true, .. } => (KeyAction::Reject, None),
        KeyArgs { delete: Some(glob), .. } => (KeyAction::Delete, Some(glob.clone())),
        KeyArgs { delete_all: true, .. } => (KeyAction::Delete, None),
        _ => return None,
    };
    Some(KeyChange {
        action,
        glob,
        include_accepted: args.include_accepted,
        include_rejected: args.include_rejected,
        include_denied: args.include_denied,
        dry_run: true,
    })
}

async fn carry_out(
    client: &Client,
    mut change: KeyChange,
    args: &KeyArgs,
    printer: &Printer,
) -> Result<u8, Failure> {
    let concerned = client.change_keys(&change).await?;
    let verb = match change.action {
        KeyAction::Accept => "accepted",
        KeyAction::Reject => "rejected",
        KeyAction::Delete => "deleted",
    };
    let ids = groups(&concerned).flat_map(|(_, keys)| keys).count();
    if ids == 0 {
        return none_matches(&change, verb);
    }
    if !args.yes && !ask(&concerned, verb)? {
        return Ok(exit::OK);
    }
    change.dry_run = false;
    let changed = client.change_keys(&change).await?;
    if printer.forced().is_some_and(|out| !matches!(out, Outputter::Key | Outputter::Nested)) {
        printer.print(&Value::Dict(named(&changed)), None)?;
    } else if !args.quiet {
        let lines = groups(&changed).flat_map(|(_, keys)| keys);
        let lines: Vec<String> = lines.map(|key| format!("Key for minion {} {verb}.", key.id)).collect();
        printer.print_text(|_| lines.join("\n"))?;
    }
    Ok(exit::OK)
}

/// As in Salt: a glob that matches nothing is an error, "all" of nothing is not.
fn none_matches(change: &KeyChange, verb: &str) -> Result<u8, Failure> {
    match &change.glob {
        Some(glob) => Err(Failure::new(Kind::Function, format!("no key that matches `{glob}` can be {verb}"))
            .hint("`halite key -L` lists the keys; `--include-rejected`, `--include-denied` and `--include-accepted` widen the choice")),
        None => {
            say(&format!("There are no keys to be {verb}."));
            Ok(exit::OK)
        }
    }
}

fn ask(concerned: &KeyList, verb: &str) -> Result<bool, Failure> {
    let shown = Settings::default().format(Outputter::Key, &Value::Dict(named(concerned)));
    say(&format!("The following keys are going to be {verb}:\n{shown}\nProceed? [n/Y] "));
    let mut answer = String::new();
    let read = std::io::stdin().lock().read_line(&mut answer);
    let length =
        read.map_err(|error| Failure::new(Kind::Io, format!("could not read the answer: {error}")))?;
    if length == 0 {
        return Err(Failure::new(Kind::Usage, "nobody is there to be asked").hint("give `-y`"));
    }
    Ok(matches!(answer.trim().to_lowercase().as_str(), "" | "y" | "yes"))
}

/// The lists under Salt's names.
fn groups(keys: &KeyList) -> impl Iterator<Item = (&'static str, &Vec<KeyInfo>)> {
    [
        ("minions", &keys.accepted),
        ("minions_pre", &keys.pending),
        ("minions_denied", &keys.denied),
        ("minions_rejected", &keys.rejected),
    ]
    .into_iter()
}

fn ids(keys: &[KeyInfo]) -> Value {
    keys.iter().map(|key| key.id.as_str()).collect()
}

/// Only the lists that hold something.
fn named(keys: &KeyList) -> Dict {
    groups(keys).filter(|(_, keys)| !keys.is_empty()).map(|(name, keys)| (name, ids(keys))).collect()
}

async fn list(client: &Client, args: &KeyArgs, printer: &Printer) -> Result<u8, Failure> {
    let keys = client.keys().await?;
    let shown: Dict = if let Some(glob) = &args.finger {
        details(&keys, glob, |key| &key.fingerprint)
    } else if args.finger_all {
        let master = Value::Dict(Dict::from([("master.pub", keys.master.as_str())]));
        let mut shown = Dict::from([("local", master)]);
        shown.extend(details(&keys, "*", |key| &key.fingerprint));
        shown
    } else if let Some(glob) = &args.print {
        details(&keys, glob, |key| &key.key)
    } else if args.print_all {
        details(&keys, "*", |key| &key.key)
    } else {
        let wanted = args.list.unwrap_or(Wanted::All);
        groups(&keys).filter(|(name, _)| is_wanted(wanted, name)).map(|(n, keys)| (n, ids(keys))).collect()
    };
    printer.print(&Value::Dict(shown), Some("key"))?;
    Ok(exit::OK)
}

fn is_wanted(wanted: Wanted, name: &str) -> bool {
    match wanted {
        Wanted::All => true,
        Wanted::Accepted => name == "minions",
        Wanted::Unaccepted => name == "minions_pre",
        Wanted::Rejected => name == "minions_rejected",
        Wanted::Denied => name == "minions_denied",
    }
}

fn details(keys: &KeyList, glob: &str, detail: impl Fn(&KeyInfo) -> &str) -> Dict {
    groups(keys)
        .filter_map(|(name, keys)| {
            let matching = keys.iter().filter(|key| glob_matches(glob, key.id.as_str()));
            let shown: Dict = matching.map(|key| (key.id.as_str(), detail(key))).collect();
            (!shown.is_empty()).then_some((name, Value::Dict(shown)))
        })
        .collect()
}

async fn token(command: &TokenCommand, config: &Config) -> Result<u8, Failure> {
    match command {
        TokenCommand::Create { glob, ttl, output } => {
            let token =
                client(config).create_token(&NewToken { glob: glob.clone(), ttl: seconds(ttl)? }).await?;
            let printer = printer(output, config)?;
            // The bare token on its own line, so that a script can take it.
            let plain = Value::from(token.token.as_str());
            let whole =
                Dict::from([("token", token.token), ("id", token.info.id), ("glob", token.info.glob)]);
            match printer.forced() {
                Some(Outputter::Json | Outputter::Yaml) => printer.print(&Value::Dict(whole), None)?,
                _ => printer.print(&plain, None)?,
            }
        }
        TokenCommand::List { output } => {
            let tokens = client(config).tokens().await?;
            let rows = tokens.into_iter().map(|t| {
                let row = [
                    ("glob", Value::from(t.glob)),
                    ("created", t.created.into()),
                    ("expires", t.expires.into()),
                ];
                (t.id, Value::Dict(Dict::from(row)))
            });
            printer(output, config)?.print(&Value::Dict(rows.collect()), None)?;
        }
        TokenCommand::Revoke { id } => client(config).revoke_token(id).await?,
    }
    Ok(exit::OK)
}
