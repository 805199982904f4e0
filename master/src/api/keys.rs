//! Keys and tokens.

use std::sync::Arc;

use axum::{
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use halite_common::{
    api::{KeyChange, NewToken},
    failure::{Failure, Kind},
};

use super::{answer::answer, asker::Asker};
use crate::{house::House, keys::trouble};

pub(super) async fn list(State(house): State<Arc<House>>, asker: Asker) -> Response {
    let result = on_thread(house, |house| house.keys.list().map_err(|error| trouble(&error)));
    answer(asker.answer, result.await)
}

pub(super) async fn change(State(house): State<Arc<House>>, asker: Asker, body: Bytes) -> Response {
    let result = async {
        let change: KeyChange = asker.body.decode(&body)?;
        on_thread(house, move |house| house.change_keys(&change)).await
    };
    answer(asker.answer, result.await)
}

pub(super) async fn tokens(State(house): State<Arc<House>>, asker: Asker) -> Response {
    let result = on_thread(house, |house| house.keys.tokens().map_err(|error| trouble(&error)));
    answer(asker.answer, result.await)
}

pub(super) async fn create_token(State(house): State<Arc<House>>, asker: Asker, body: Bytes) -> Response {
    let result = async {
        let new: NewToken = asker.body.decode(&body)?;
        on_thread(house, move |house| house.keys.create_token(&new)).await
    };
    answer(asker.answer, result.await)
}

pub(super) async fn revoke_token(
    State(house): State<Arc<House>>,
    asker: Asker,
    Path(name): Path<String>,
) -> Response {
    answer(asker.answer, on_thread(house, move |house| house.keys.revoke_token(&name)).await)
}

/// The key ring waits for the store, which a task must not.
async fn on_thread<T: Send + 'static>(
    house: Arc<House>,
    work: impl FnOnce(&House) -> Result<T, Failure> + Send + 'static,
) -> Result<T, Failure> {
    let working = tokio::task::spawn_blocking(move || work(&house));
    working.await.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?
}
