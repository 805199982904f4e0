//! What `http.query` says of a web server, as function and as state.
#![expect(clippy::unwrap_used, reason = "what a story cannot go on without may panic")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpListener,
    process::Command,
    thread,
};

use halite_tests::{House, halite};
use serde_json::{Value, json};

/// A web server for as many requests as there are answers. Each answer is the status line's end; the content is the request itself, as JSON.
fn serve(statuses: &'static [&'static str]) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for status in statuses {
            let (stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(&stream);
            let mut lines: Vec<String> = Vec::new();
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                match line.trim_end() {
                    "" => break,
                    line => lines.push(line.to_lowercase()),
                }
            }
            let length = lines
                .iter()
                .find_map(|line| line.strip_prefix("content-length: ")?.parse().ok())
                .unwrap_or(0);
            let mut sent = vec![0; length];
            reader.read_exact(&mut sent).unwrap();
            let body = json!({"lines": lines, "sent": String::from_utf8_lossy(&sent)}).to_string();
            let head =
                format!("HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n");
            write!(&stream, "{head}Content-Length: {}\r\n\r\n{body}", body.len()).unwrap();
        }
    });
    format!("http://{address}/x")
}

fn call(house: &House, arguments: &[&str]) -> Value {
    house.file("alone/minion", "id: alone\n");
    let mut command = Command::new(halite());
    command.args(["call", "--local", "--out=json", "-c"]).arg(house.path("alone")).args(arguments);
    let said = command.arg("--file-root").arg(house.path("states")).output().unwrap();
    let text = String::from_utf8_lossy(&said.stdout);
    let told: Value = serde_json::from_str(&text).unwrap_or_else(|_| panic!("{said:?}"));
    told["local"].clone()
}

#[test]
fn a_server_is_asked_with_all_that_belongs_to_it() {
    let house = House::default();
    let url = serve(&["200 OK", "404 Not Found"]);
    let told = call(
        &house,
        &[
            "http.query",
            &url,
            "method=POST",
            "params={k: v w}",
            "data={form: '1 2'}",
            "header_dict={X-Mine: yes please}",
            "username=me",
            "password=secret",
            "decode=True",
            "status=True",
        ],
    );
    assert_eq!(told["status"], json!(200), "{told}");
    let lines = told["dict"]["lines"].to_string();
    for line in ["post /x?k=v+w http/1.1", "x-mine: yes please", "authorization: basic bwu6c2vjcmv0"] {
        assert!(lines.contains(line), "{line}: {lines}");
    }
    assert_eq!(told["dict"]["sent"], json!("form=1+2"));

    let told = call(&house, &["http.query", &url]);
    assert_eq!((&told["status"], &told["error"]), (&json!(404), &json!("HTTP 404: Not Found")));
    let told = call(&house, &["http.query", "http://127.0.0.1:1/"]);
    assert!(told["error"].to_string().contains("Connection refused"), "{told}");
}

#[test]
fn a_state_waits_until_a_server_says_what_it_should() {
    let house = House::default();
    let url = serve(&["503 Service Unavailable", "503 Service Unavailable", "200 OK", "200 OK"]);
    house.file(
        "states/web.sls",
        &format!(
            "up:\n  http.wait_for_successful_query:\n    - name: {url}\n    - status: 200\n    - wait_for: 60\n    - request_interval: 0.05\n\
             wrong:\n  http.query:\n    - name: {url}\n    - match: no such words\n    - status: 200\n"
        ),
    );
    let announced = call(&house, &["state.apply", "web", "test=True"]);
    let results: Vec<&Value> =
        announced.as_object().unwrap().values().map(|state| &state["result"]).collect();
    assert_eq!(results, [&Value::Null, &Value::Null], "nothing is asked in test mode");
    let told = call(&house, &["state.apply", "web"]);
    let states: Vec<&Value> = told.as_object().unwrap().values().collect();
    assert_eq!(
        (&states[0]["result"], &states[0]["comment"]),
        (&json!(true), &json!("Status 200 was found."))
    );
    assert_eq!(states[0]["data"]["status"], json!(200));
    assert_eq!(
        (&states[1]["result"], &states[1]["comment"]),
        (&json!(false), &json!("Match text \"no such words\" was not found. Status 200 was found."))
    );
}
