//! Jobs: publish, preview, follow, cancel.

use std::sync::{Arc, atomic::Ordering};

use axum::{
    body::Bytes,
    extract::{Path, State},
    http::StatusCode,
    response::Response,
};
use halite_common::{
    api::Published,
    failure::{Failure, Kind},
    id::{Jid, MinionId},
    job::{Call, Publish, TargetKind, TargetSpec},
};

use super::{
    answer::{answer, response},
    asker::{Asked, Asker, Publisher},
    stream,
};
use crate::{
    acl::{Acl, User},
    audit::AuditEvent,
    house::House,
    jobs::Order,
    publish::Resolved,
};

pub(super) async fn publish(State(house): State<Arc<House>>, asker: Publisher, body: Bytes) -> Response {
    let result = async {
        let publish: Publish = asker.body.decode(&body)?;
        order(&house, publish, &asker).await
    };
    answer(asker.answer, result.await)
}

async fn order(house: &Arc<House>, publish: Publish, asker: &Publisher) -> Result<Published, Failure> {
    if publish.calls.is_empty() {
        return Err(Failure::new(Kind::Usage, "no function is to be called"));
    }
    let acl = house.acl();
    let asked = Asked { what: "publish", calls: &publish.calls, target: Some(&publish.target) };
    acl.forbid(&asker.user, &publish.calls).map_err(|failure| asker.denied(house, asked, failure))?;
    let mut resolved = resolve(house, publish.target.clone()).await?;
    if !asker.is_master {
        let looked = permitted(house, acl, asker.user.clone(), publish.calls.clone(), resolved).await;
        resolved = looked.map_err(|failure| asker.denied(house, asked, failure))?;
    }
    if let Some(count) = publish.subset {
        resolved.choose(usize::try_from(count).unwrap_or(usize::MAX), &house.roster);
    }
    let Resolved { minions, missing, nodegroups } = resolved.somebody()?;
    let seen = |id: MinionId| {
        let seen = house.roster.seen(&id);
        (id, seen)
    };
    let minions = minions.into_iter().map(seen).collect();
    let queue_ttl = publish.queue_ttl.unwrap_or_else(|| house.queue_ttl.load(Ordering::Relaxed));
    let publish = Publish { queue_ttl: Some(queue_ttl), ..publish };
    let user = asker.name.clone();
    let published = house.order(|reply| Order { publish, user, minions, missing, nodegroups, reply }).await?;
    house.published.fetch_add(1, Ordering::Relaxed);
    Ok(published)
}

/// Looks at the very minions that the job would go to.
async fn permitted(
    house: &Arc<House>,
    acl: Arc<Acl>,
    user: User,
    calls: Vec<Call>,
    resolved: Resolved,
) -> Result<Resolved, Failure> {
    let house = Arc::clone(house);
    let looking = tokio::task::spawn_blocking(move || {
        let compound = |expression: &str| {
            let spec = TargetSpec {
                kind: TargetKind::Compound,
                expression: expression.to_owned(),
                delimiter: ":".to_owned(),
            };
            house.resolver.resolve(&spec).map(|resolved| resolved.minions)
        };
        acl.permit(&user, &calls, &resolved.minions, compound).map(|()| resolved)
    });
    looking.await.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?
}

pub(super) async fn preview(State(house): State<Arc<House>>, asker: Asker, body: Bytes) -> Response {
    let result = async {
        let spec: TargetSpec = asker.body.decode(&body)?;
        Ok(resolve(&house, spec).await?.minions)
    };
    answer(asker.answer, result.await)
}

/// Pillar targets compile pillars, so this has a thread of its own.
async fn resolve(house: &Arc<House>, spec: TargetSpec) -> Result<Resolved, Failure> {
    let house = Arc::clone(house);
    let resolving = tokio::task::spawn_blocking(move || house.resolver.resolve(&spec));
    resolving.await.map_err(|error| Failure::new(Kind::Internal, error.to_string()))?
}

pub(super) async fn events(
    State(house): State<Arc<House>>,
    asker: Publisher,
    Path(jid): Path<String>,
) -> Response {
    match stream::follow(house, &jid, &asker).await {
        Ok(events) => response(StatusCode::OK, asker.answer, events),
        Err(failure) => answer::<()>(asker.answer, Err(failure)),
    }
}

pub(super) async fn cancel(
    State(house): State<Arc<House>>,
    asker: Publisher,
    Path(jid): Path<String>,
) -> Response {
    let result = async {
        let jid = parse(&jid)?;
        stream::may_see(&house, jid, &asker).await?;
        house.audit.record(AuditEvent::Cancelled { user: asker.name.clone(), jid }).await?;
        if house.cancel(jid).await? {
            return Ok(());
        }
        Err(Failure::new(Kind::Usage, format!("the job {jid} has ended, or never was")))
    };
    answer(asker.answer, result.await)
}

pub(super) fn parse(jid: &str) -> Result<Jid, Failure> {
    jid.parse().map_err(|error| Failure::new(Kind::Usage, format!("{error}")))
}
