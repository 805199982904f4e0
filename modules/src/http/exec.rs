//! Execution functions: `http.query` and kin.

use std::time::{Duration, Instant};

use base64::{Engine, engine::general_purpose::STANDARD};
use halite_common::{
    declare::{Arguments, Text},
    value::{Dict, Value},
};
use halite_states::{
    declare::{Act, Function, ModuleError},
    host::{HttpReply, HttpRequest},
};
use schemars::JsonSchema;
use serde::Deserialize;

use super::decode::Kind;

/// Asks a web server.
///
/// Gives a dictionary with `body`, and what else is asked for: `status`, `headers`, `text`, and `dict` where the content was decoded. A status
/// of 400 or above, or no answer, gives `error`.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Query {
    /// Where to.
    url: Text,
    /// `GET`, `POST`, `PUT`, `DELETE` and kin.
    #[serde(default = "get")]
    method: Text,
    /// What stands behind `?`, by name.
    #[serde(default)]
    params: Option<Dict>,
    /// What is sent: a text, or a dictionary to be sent as a form.
    #[serde(default)]
    data: Option<Value>,
    /// A file whose content is sent.
    #[serde(default)]
    data_file: Option<Text>,
    /// Headers by name.
    #[serde(default)]
    header_dict: Option<Dict>,
    /// Headers as lines, `Name: value`.
    #[serde(default)]
    header_list: Option<Vec<Text>>,
    /// Who asks, for basic authentication.
    #[serde(default)]
    username: Option<Text>,
    /// The password that goes with it.
    #[serde(default)]
    password: Option<Text>,
    /// Decodes the content into `dict`.
    #[serde(default)]
    decode: bool,
    /// How the content is written: `json`, `yaml`, `plain`, or `auto` for what its type says.
    #[serde(default = "auto")]
    decode_type: Text,
    /// Gives the status, too.
    #[serde(default)]
    status: bool,
    /// Gives the headers, too.
    #[serde(default)]
    headers: bool,
    /// Gives the content as `text`, too.
    #[serde(default)]
    text: bool,
    /// A file of certificates to trust instead of the machine's.
    #[serde(default)]
    ca_bundle: Option<Text>,
    /// Whether an `https` server must prove who it is.
    #[serde(default)]
    verify_ssl: Option<bool>,
    /// Takes a status of 400 or above for an error.
    #[serde(default = "yes")]
    raise_error: bool,
    /// What this client calls itself.
    #[serde(default)]
    agent: Option<Text>,
    /// Seconds that the request may take.
    #[serde(default)]
    timeout: Option<f64>,
    /// Asks nothing, or only `test_url`.
    #[serde(default)]
    test: bool,
    /// Asked instead of `url` where `test` is set.
    #[serde(default)]
    test_url: Option<Text>,
    /// Which client does it; there is one.
    #[serde(default)]
    #[expect(dead_code, reason = "Salt's trees name one of Python's; the answer is the same")]
    backend: Option<Text>,
}

fn get() -> Text {
    "GET".into()
}

fn auto() -> Text {
    "auto".into()
}

fn yes() -> bool {
    true
}

impl Function for Query {
    const NAME: &'static str = "http.query";
    type Output = Dict;

    fn call(self, act: &Act<'_>) -> Result<Dict, ModuleError> {
        let mut answer = Dict::new();
        let url = match (self.test, &self.test_url) {
            (true, None) => return Ok(answer),
            (true, Some(url)) => {
                answer.insert("test", true);
                url
            }
            (false, _) => &self.url,
        };
        let request = self.request(act, url)?;
        match act.host.request(&request) {
            Ok(reply) => self.answer(&reply, &mut answer),
            Err(error) => {
                answer.insert("error", error.to_string());
            }
        }
        Ok(answer)
    }
}

impl Query {
    fn request(&self, act: &Act<'_>, url: &str) -> Result<HttpRequest, ModuleError> {
        let mut headers = Headers(Vec::new());
        headers.set(
            "User-Agent",
            self.agent.as_deref().unwrap_or(concat!("halite/", env!("CARGO_PKG_VERSION"))),
        );
        for (name, value) in self.header_dict.iter().flatten() {
            headers.set(&name.to_string(), &value.to_string());
        }
        for line in self.header_list.iter().flatten() {
            if let Some((name, value)) = line.split_once(':') {
                headers.set(name.trim(), value.trim());
            }
        }
        if let (Some(user), Some(password)) = (&self.username, &self.password) {
            headers.set("Authorization", &format!("Basic {}", STANDARD.encode(format!("{user}:{password}"))));
        }
        let body = match (&self.data_file, &self.data) {
            (Some(path), _) => {
                let path = std::path::Path::new(&path.0);
                Some(act.host.read(path).map_err(ModuleError::file("read", path))?)
            }
            (None, Some(Value::Dict(form))) => Some(encoded(form).into_bytes()),
            (None, Some(data)) => Some(data.to_string().into_bytes()),
            (None, None) => None,
        };
        if body.is_some() && !headers.has("Content-Type") {
            headers.set("Content-Type", "application/x-www-form-urlencoded");
        }
        let options = act.minion.options();
        let option = |name: &str| options.get(name).cloned().filter(|value| !value.is_null());
        let seconds = self.timeout.or_else(|| option("http_request_timeout")?.as_float());
        Ok(HttpRequest {
            method: self.method.to_uppercase(),
            url: with_parameters(url, self.params.as_ref()),
            headers: headers.0,
            body,
            timeout: seconds.map(|seconds| Duration::from_secs_f64(seconds.clamp(0.001, 1e9))),
            bundle: self
                .ca_bundle
                .as_deref()
                .map(str::to_owned)
                .or_else(|| Some(option("ca_bundle")?.to_string())),
            verify: self
                .verify_ssl
                .unwrap_or_else(|| option("verify_ssl").is_none_or(|value| value.is_truthy())),
        })
    }

    fn answer(&self, reply: &HttpReply, answer: &mut Dict) {
        let text = String::from_utf8_lossy(&reply.body).into_owned();
        answer.insert("body", text.as_str());
        if self.raise_error && reply.status >= 400 {
            answer.insert("status", i64::from(reply.status));
            answer.insert("error", format!("HTTP {}: {}", reply.status, reply.reason));
            return;
        }
        if self.status {
            answer.insert("status", i64::from(reply.status));
        }
        if self.headers {
            let headers = reply.headers.iter().map(|(name, value)| (capitalised(name), value.as_str()));
            answer.insert("headers", Value::Dict(headers.collect()));
        }
        let mut as_text = self.text;
        if self.decode {
            let content_type = reply.headers.iter().find(|(name, _)| name == "content-type");
            let kind = Kind::of(&self.decode_type, content_type.map(|(_, value)| value.as_str()));
            match kind.and_then(|kind| kind.decode(&text)) {
                Ok(Some(data)) => drop(answer.insert("dict", data)),
                Ok(None) => as_text = true,
                Err(why) => drop(answer.insert("error", why)),
            }
        }
        if as_text {
            answer.insert("text", text);
        }
    }
}

/// Headers, each name once, whatever its case.
struct Headers(Vec<(String, String)>);

impl Headers {
    fn has(&self, name: &str) -> bool {
        self.0.iter().any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    fn set(&mut self, name: &str, value: &str) {
        self.0.retain(|(known, _)| !known.eq_ignore_ascii_case(name));
        self.0.push((name.to_owned(), value.to_owned()));
    }
}

fn encoded(members: &Dict) -> String {
    let mut form = form_urlencoded::Serializer::new(String::new());
    for (name, value) in members {
        form.append_pair(&name.to_string(), &value.to_string());
    }
    form.finish()
}

fn with_parameters(url: &str, params: Option<&Dict>) -> String {
    let Some(params) = params.filter(|params| !params.is_empty()) else { return url.to_owned() };
    let (url, fragment) =
        url.split_once('#').map_or((url, String::new()), |(url, rest)| (url, format!("#{rest}")));
    let between = match url.split_once('?') {
        None => "?",
        Some((_, "")) => "",
        Some(_) => "&",
    };
    format!("{url}{between}{}{fragment}", encoded(params))
}

/// `content-type` as `Content-Type`.
fn capitalised(name: &str) -> String {
    let parts = name.split('-').map(|part| {
        let (first, rest) = part.split_at(part.chars().next().map_or(0, char::len_utf8));
        format!("{}{rest}", first.to_uppercase())
    });
    parts.collect::<Vec<_>>().join("-")
}

/// Asks a web server until it answers without an error.
///
/// After the time is over, gives the last answer.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WaitForSuccessfulQuery {
    /// Where to.
    url: Text,
    /// Seconds after which it is given up.
    #[serde(default = "five_minutes")]
    wait_for: f64,
    /// Seconds between two requests.
    #[serde(default)]
    request_interval: Option<f64>,
    /// All other arguments of `http.query`.
    #[serde(rename = "**kwargs")]
    kwargs: Dict,
}

pub(super) fn five_minutes() -> f64 {
    300.0
}

/// The pause between two requests; without one, a server is not asked in a busy loop.
pub(super) fn pause(seconds: Option<f64>) -> Duration {
    Duration::from_secs_f64(seconds.unwrap_or(0.1).clamp(0.0, 1e9))
}

impl Function for WaitForSuccessfulQuery {
    const NAME: &'static str = "http.wait_for_successful_query";
    type Output = Value;

    fn call(self, act: &Act<'_>) -> Result<Value, ModuleError> {
        let start = Instant::now();
        loop {
            let mut named = self.kwargs.clone();
            named.insert("url", self.url.0.as_str());
            let answer = act.minion.call_own("http.query", Arguments::named(named));
            if matches!(&answer, Ok(Value::Dict(answer)) if !answer.contains("error")) {
                return answer;
            }
            if start.elapsed().as_secs_f64() > self.wait_for {
                return answer;
            }
            act.host.sleep(pause(self.request_interval));
        }
    }
}

#[cfg(test)]
mod tests {
    use halite_common::value::Dict;

    use super::{capitalised, with_parameters};

    #[test]
    fn parameters_stand_behind_the_question_mark() {
        let params = Dict::from([("k", "v w"), ("a&b", "ä")]);
        let check = |url: &str, expected: &str| assert_eq!(with_parameters(url, Some(&params)), expected);
        check("http://a/x", "http://a/x?k=v+w&a%26b=%C3%A4");
        check("http://a/x?", "http://a/x?k=v+w&a%26b=%C3%A4");
        check("http://a/x?y=1#top", "http://a/x?y=1&k=v+w&a%26b=%C3%A4#top");
        assert_eq!(with_parameters("http://a/x", None), "http://a/x");
    }

    #[test]
    fn names_of_headers_are_written_as_usual() {
        assert_eq!(capitalised("content-type"), "Content-Type");
        assert_eq!(capitalised("x"), "X");
    }
}
