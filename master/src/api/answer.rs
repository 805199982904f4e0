//! Answers: a value, or a failure with its HTTP status.

use axum::{
    body::Body,
    http::{StatusCode, header::CONTENT_TYPE},
    response::{IntoResponse, Response},
};
use halite_common::{
    api::Encoding,
    failure::{Failure, Kind},
};
use serde::Serialize;

/// A failure, in the encoding that was asked for.
pub(super) struct Refusal {
    pub(super) failure: Failure,
    pub(super) encoding: Encoding,
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = self.encoding.encode(&self.failure).unwrap_or_default();
        response(status(self.failure.kind), self.encoding, Body::from(body))
    }
}

/// Answers with what was found, or with why not.
pub(super) fn answer<T: Serialize>(encoding: Encoding, result: Result<T, Failure>) -> Response {
    match result.and_then(|value| encoding.encode(&value)) {
        Ok(body) => response(StatusCode::OK, encoding, Body::from(body)),
        Err(failure) => Refusal { failure, encoding }.into_response(),
    }
}

/// A response in an encoding.
pub(super) fn response(status: StatusCode, encoding: Encoding, body: Body) -> Response {
    (status, [(CONTENT_TYPE, encoding.media_type())], body).into_response()
}

fn status(kind: Kind) -> StatusCode {
    match kind {
        Kind::Usage | Kind::Config | Kind::Protocol => StatusCode::BAD_REQUEST,
        Kind::Denied => StatusCode::FORBIDDEN,
        Kind::NoReturn | Kind::NoFunction => StatusCode::NOT_FOUND,
        Kind::Unavailable => StatusCode::SERVICE_UNAVAILABLE,
        Kind::Compile | Kind::Pillar | Kind::State | Kind::Function | Kind::Io | Kind::Internal => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
