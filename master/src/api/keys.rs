//! Keys and tokens. To rules they are Salt's wheel functions.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use halite_common::{
    api::{KeyAction, KeyChange, NewToken},
    declare::Arguments,
    failure::{Failure, Kind},
    job::Call,
    value::{Dict, Value},
};

use super::{answer::answer, asker::Publisher};
use crate::{acl::Form, audit::AuditEvent, house::House, keys::trouble};

pub(super) async fn list(State(house): State<Arc<House>>, asker: Publisher) -> Response {
    let result = async {
        may(&house, &asker, "key.list_all", None, Dict::new())?;
        on_thread(house, |house| house.keys.list().map_err(|error| trouble(&error))).await
    };
    answer(asker.answer, result.await)
}

pub(super) async fn change(State(house): State<Arc<House>>, asker: Publisher, body: Bytes) -> Response {
    let result = async {
        let change: KeyChange = asker.body.decode(&body)?;
        let included = [
            ("include_accepted", change.include_accepted),
            ("include_rejected", change.include_rejected),
            ("include_denied", change.include_denied),
        ];
        let named = included.into_iter().filter(|(_, included)| *included).collect();
        let glob = change.glob.clone().unwrap_or_else(|| "*".to_owned());
        may(&house, &asker, &format!("key.{}", word(change.action)), Some(glob), named)?;
        let user = asker.name.clone();
        on_thread(house, move |house| house.change_keys(&change, word(change.action), user)).await
    };
    answer(asker.answer, result.await)
}

fn word(action: KeyAction) -> &'static str {
    match action {
        KeyAction::Accept => "accept",
        KeyAction::Reject => "reject",
        KeyAction::Delete => "delete",
    }
}

pub(super) async fn tokens(State(house): State<Arc<House>>, asker: Publisher) -> Response {
    let result = async {
        may(&house, &asker, "token.list", None, Dict::new())?;
        on_thread(house, |house| house.keys.tokens().map_err(|error| trouble(&error))).await
    };
    answer(asker.answer, result.await)
}

pub(super) async fn create_token(State(house): State<Arc<House>>, asker: Publisher, body: Bytes) -> Response {
    let result = async {
        let new: NewToken = asker.body.decode(&body)?;
        may(&house, &asker, "token.create", Some(new.glob.clone()), Dict::new())?;
        let (glob, ttl) = (Some(new.glob.clone()), Some(new.ttl));
        let made =
            AuditEvent::TokenChanged { user: asker.name.clone(), action: "create", glob, ttl, token: None };
        house.audit.record(made).await?;
        on_thread(house, move |house| house.keys.create_token(&new)).await
    };
    answer(asker.answer, result.await)
}

pub(super) async fn revoke_token(
    State(house): State<Arc<House>>,
    asker: Publisher,
    Path(name): Path<String>,
) -> Response {
    let result = async {
        may(&house, &asker, "token.revoke", Some(name.clone()), Dict::new())?;
        let taken = AuditEvent::TokenChanged {
            user: asker.name.clone(),
            action: "revoke",
            glob: None,
            ttl: None,
            token: Some(name.clone()),
        };
        house.audit.record(taken).await?;
        on_thread(house, move |house| house.keys.revoke_token(&name)).await
    };
    answer(asker.answer, result.await)
}

fn may(
    house: &House,
    asker: &Publisher,
    function: &str,
    about: Option<String>,
    named: Dict,
) -> Result<(), Failure> {
    let positional = about.map(Value::from).into_iter().collect();
    let call = Call { function: function.to_owned(), arguments: Arguments { positional, named } };
    asker.may(house, Form::Wheel, &call)
}

/// The key ring waits for the store, which a task must not.
async fn on_thread<T: Send + 'static>(
    house: Arc<House>,
    work: impl FnOnce(&House) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let working = tokio::task::spawn_blocking(move || work(&house));
    working.await.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?
}
