//! Connections that can be cut from the request handler.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

/// A listener whose connections can be cut from the request handler.
pub(super) struct Accept(pub(super) TcpListener);

impl Listener for Accept {
    type Io = Cuttable;
    type Addr = Connection;

    async fn accept(&mut self) -> (Cuttable, Connection) {
        let (stream, _) = Listener::accept(&mut self.0).await;
        let connection = Connection::default();
        (Cuttable { stream, connection: connection.clone() }, connection)
    }

    fn local_addr(&self) -> io::Result<Connection> {
        Ok(Connection::default())
    }
}

/// A handle on one connection.
#[derive(Debug, Clone, Default)]
pub(super) struct Connection(Arc<AtomicBool>);

impl Connection {
    /// Makes the next write fail and resets the connection, so that the client gets no answer, or no more of it.
    pub(super) fn cut(&self) {
        self.0.store(true, Ordering::SeqCst);
    }

    /// Whether it was cut.
    pub(super) fn is_cut(&self) -> bool {
        self.0.load(Ordering::SeqCst)
    }
}

impl Connected<IncomingStream<'_, Accept>> for Connection {
    fn connect_info(stream: IncomingStream<'_, Accept>) -> Self {
        stream.remote_addr().clone()
    }
}

/// A TCP stream that stops writing once its connection is cut.
pub(super) struct Cuttable {
    stream: TcpStream,
    connection: Connection,
}

impl AsyncRead for Cuttable {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl AsyncWrite for Cuttable {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, data: &[u8]) -> Poll<io::Result<usize>> {
        if self.connection.is_cut() {
            // Closing resets then. Where that cannot be set, a close without an answer has to do.
            let _ = self.stream.set_zero_linger();
            return Poll::Ready(Err(io::ErrorKind::ConnectionAborted.into()));
        }
        Pin::new(&mut self.stream).poll_write(cx, data)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
