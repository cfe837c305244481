//! Progress on a terminal.

use portable_pty::CommandBuilder;

use crate::bench::Bench;
use crate::pty::Pty;

#[tokio::test(flavor = "multi_thread")]
async fn on_a_terminal_one_line_moves_and_the_result_takes_its_place() {
    let bench = Bench::quick().await;
    let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_vaultdeck"));
    command.args(["backup", "ledger-data", "invoices", "--wait"]);
    command.env_clear();
    for (name, value) in bench.environment() {
        command.env(name, value);
    }
    let clock = bench.simulator.clock().clone();
    let run = move || {
        let mut pty = Pty::run((200, 10), command);
        pty.wait("the line moves", |seen| seen.text().contains("of 2 ended  WAIT  "));
        clock.resume();
        let code = pty.wait_for_end();
        pty.wait("the result is there", |seen| seen.text().contains("NO-GO  invoices: "));
        let seen = pty.seen();
        (code, seen.text(), seen.bytes.clone())
    };
    let (code, text, bytes) = tokio::task::spawn_blocking(run).await.unwrap();
    assert_eq!(code, 1, "{text}");
    assert!(bytes.windows(4).any(|bytes| bytes == b"\r\x1b[K"), "{text}");
    let lines: Vec<&str> = text.lines().collect();
    assert!(lines.len() == 2 && lines[0].starts_with("GO  ledger-data: "), "{text}");
    assert!(lines[1].starts_with("NO-GO  invoices: "), "{text}");
}
