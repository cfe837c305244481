//! One HTTP connection to the simulator and nothing between: thousands of calls have to be cheap.

use serde_json::Value;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use vaultdeck::simulator::Simulator;

const CREDENTIAL: &str = "AWS4-HMAC-SHA256 Credential=123456789012/20261121/us-east-1/backup/aws4_request";

/// An open connection.
pub struct Wire(BufReader<TcpStream>);

/// An answer: its status and its JSON.
pub type Answer = (u16, Value);

impl Wire {
    pub async fn open(simulator: &Simulator) -> Self {
        let stream = TcpStream::connect(simulator.addr()).await.unwrap();
        stream.set_nodelay(true).unwrap();
        Self(BufReader::new(stream))
    }

    /// Sends one request and reads its answer.
    pub async fn call(&mut self, method: &str, path: &str, body: &Value) -> Answer {
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let request = format!(
            "{method} {path} HTTP/1.1\r\nhost: simulator\r\nauthorization: {CREDENTIAL}, SignedHeaders=host, \
             Signature=0\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        self.0.get_mut().write_all(request.as_bytes()).await.unwrap();
        let status = self.line().await.split(' ').nth(1).unwrap().parse().unwrap();
        let mut length = 0;
        loop {
            let line = self.line().await;
            if line.is_empty() {
                break;
            }
            if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).await.unwrap();
        (status, serde_json::from_slice(&body).unwrap_or_default())
    }

    /// Reads what has to be there.
    pub async fn get(&mut self, path: &str) -> Value {
        let (status, answer) = self.call("GET", path, &Value::Null).await;
        assert_eq!(status, 200, "GET {path}: {answer}");
        answer
    }

    /// All items of a list, in pages of this size.
    pub async fn list(&mut self, path: &str, items: &str, page: usize) -> Vec<Value> {
        let mut all = Vec::new();
        let mut token = String::new();
        loop {
            let sign = if path.contains('?') { '&' } else { '?' };
            let mut answer = self.get(&format!("{path}{sign}maxResults={page}{token}")).await;
            let found = answer[items].take();
            let found = found.as_array().unwrap_or_else(|| panic!("GET {path} has no {items}"));
            assert!(found.len() <= page, "GET {path}: {} items in a page of {page}", found.len());
            all.extend_from_slice(found);
            match answer["NextToken"].as_str() {
                Some(next) => token = format!("&nextToken={}", encoded(next)),
                None => return all,
            }
        }
    }

    async fn line(&mut self) -> String {
        let mut line = String::new();
        self.0.read_line(&mut line).await.unwrap();
        line.trim_end().to_owned()
    }
}

/// Percent-encoding of all that is not plain.
pub fn encoded(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte);
    let one = |byte: u8| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") };
    text.bytes().map(one).collect()
}
