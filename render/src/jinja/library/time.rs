//! Dates of the `strftime` filter.

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};

use super::super::object::{Number, Object, number};
use super::super::raise::{Kind, Raise, Result};
use super::super::run::Call;

/// Formats a moment: now, a timestamp, or a date as text.
pub(super) fn strftime(call: &Call<'_>) -> Result<Object> {
    let format = call.text_or(1, "%Y-%m-%d")?;
    let moment = moment(call.some(0))?;
    match jiff::fmt::strtime::format(format.as_bytes(), &moment) {
        Ok(text) => Ok(Object::from(text)),
        Err(error) => Err(Raise::value(format!("strftime cannot use {format:?}: {error}"))),
    }
}

fn moment(date: Option<&Object>) -> Result<Zoned> {
    let Some(date) = date else { return Ok(Zoned::now()) };
    let unreadable = || {
        let shown = super::super::object::text(date).unwrap_or_default();
        Raise::new(
            Kind::Python("RuntimeError"),
            format!("Unable to parse {shown}. Consider installing timelib"),
        )
    };
    let seconds = match date.as_str() {
        Some(text) => match civil(text) {
            Some(found) => return found.to_zoned(TimeZone::system()).map_err(|_| unreadable()),
            None => super::super::object::parse_float(text),
        },
        None => number(date).map(Number::float),
    };
    let seconds = seconds.filter(|s| s.is_finite() && s.abs() < 2.5e11).ok_or_else(unreadable)?;
    let nanoseconds = (seconds * 1e6).round() as i128 * 1000;
    let stamp = Timestamp::from_nanosecond(nanoseconds).map_err(|_| unreadable())?;
    Ok(stamp.to_zoned(TimeZone::system()))
}

fn civil(text: &str) -> Option<DateTime> {
    let text = text.trim();
    text.parse().ok().or_else(|| text.replace('/', "-").parse().ok())
}
