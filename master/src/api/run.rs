//! Runners.

use std::sync::{Arc, atomic::Ordering};

use axum::{body::Bytes, extract::State, response::Response};
use halite_common::{failure::Failure, job::Call, value::Value};

use super::{answer::answer, asker::Publisher};
use crate::{
    acl::Form,
    audit::{AuditEvent, digest},
    house::House,
    runners,
};

pub(super) async fn call(State(house): State<Arc<House>>, asker: Publisher, body: Bytes) -> Response {
    let result = async {
        let call: Call = asker.body.decode(&body)?;
        asker.may(&house, Form::Runner, &call)?;
        audited(&house, &asker, call).await
    };
    answer(asker.answer, result.await)
}

/// Written down before it runs, and again when it has ended.
async fn audited(house: &Arc<House>, asker: &Publisher, call: Call) -> Result<Value, Failure> {
    let number = house.runners.fetch_add(1, Ordering::Relaxed);
    let runner = house.audit.call(&call);
    let called = AuditEvent::RunnerCalled { user: asker.name.clone(), call: number, runner };
    house.audit.record(called).await?;
    let result = runners::call(Arc::clone(house), call).await;
    house.audit.note(|| AuditEvent::RunnerEnded {
        call: number,
        success: result.is_ok(),
        sha256: result.as_ref().ok().and_then(|value| digest(value).ok()),
    });
    result
}

/// Who may call some runner may read about all of them.
pub(super) async fn list(State(house): State<Arc<House>>, asker: Publisher) -> Response {
    let call = Call { function: "sys.doc".to_owned(), arguments: Default::default() };
    let may = asker.may(&house, Form::Runner, &call);
    answer::<_>(asker.answer, may.map(|()| runners::documentation()))
}
