//! Whether the master lives and serves, and its figures.

use std::{
    fmt::Write,
    sync::{Arc, atomic::Ordering},
};

use axum::{
    extract::State,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use tokio::runtime::Handle;

use super::asker::{Asker, Publisher};
use crate::house::House;

pub(super) async fn live(_: Publisher) -> &'static str {
    "ok\n"
}

pub(super) async fn ready(_: Publisher, State(house): State<Arc<House>>) -> Response {
    if house.ready.load(Ordering::Acquire) {
        "ok\n".into_response()
    } else {
        (StatusCode::SERVICE_UNAVAILABLE, "not yet, or no longer\n").into_response()
    }
}

pub(super) async fn metrics(_: Asker, State(house): State<Arc<House>>) -> Response {
    let active = house.archive.active().map_or(0, |active| active.len());
    let figures = [
        (
            "halite_minions_connected",
            "gauge",
            "Minions with an open session.",
            house.sessions.connected().len() as u64,
        ),
        ("halite_jobs_active", "gauge", "Jobs that have not ended.", active as u64),
        (
            "halite_jobs_published_total",
            "counter",
            "Jobs since the start.",
            house.published.load(Ordering::Relaxed),
        ),
        (
            "halite_tasks",
            "gauge",
            "Tasks that the master has begun and that have not ended.",
            Handle::current().metrics().num_alive_tasks() as u64,
        ),
    ];
    let mut text = String::new();
    for (name, kind, help, value) in figures {
        // Writing to a string cannot fail.
        let _ = write!(text, "# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], text).into_response()
}
