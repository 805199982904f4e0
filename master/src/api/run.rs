//! Runners.

use std::sync::Arc;

use axum::{body::Bytes, extract::State, response::Response};
use halite_common::{failure::Failure, job::Call};

use super::{answer::answer, asker::Asker};
use crate::{house::House, runners};

pub(super) async fn call(State(house): State<Arc<House>>, asker: Asker, body: Bytes) -> Response {
    let result = async {
        let call: Call = asker.body.decode(&body)?;
        runners::call(house, call).await
    };
    answer(asker.answer, result.await)
}

pub(super) async fn list(asker: Asker) -> Response {
    answer::<_>(asker.answer, Ok::<_, Failure>(runners::documentation()))
}
