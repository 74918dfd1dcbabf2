//! The HTTP clients over real sockets: what both of them owe, and the proxies of the default one.

use std::sync::Arc;
use std::time::Duration;

use shapesmith_runtime::Bytes;
use shapesmith_runtime::http::hyper::HyperClient;
use shapesmith_runtime::http::reqwest::ReqwestClient;
use shapesmith_runtime::http::{Body, HttpClient, HttpError, HttpErrorKind, Limits, collect};
use tokio::io::AsyncReadExt;
use tokio::net::TcpListener;

use crate::support::server::{Answer, Server, reply};
use crate::support::tls::trusting;

type Outcome = Result<http::Response<Bytes>, HttpError>;

/// How long the tests' clients may take to connect.
const CONNECT: Duration = Duration::from_secs(2);
/// How long a test waits for what has to happen.
const PATIENCE: Duration = Duration::from_secs(20);
/// The largest reply that the tests take, in bytes.
const LARGEST: usize = 1000;

/// Both clients as they are made by default.
fn clients(connect_timeout: Duration) -> [Arc<dyn HttpClient>; 2] {
    [
        Arc::new(HyperClient::new(connect_timeout).unwrap()),
        Arc::new(ReqwestClient::new(connect_timeout).unwrap()),
    ]
}

async fn post(client: &dyn HttpClient, url: &str) -> Outcome {
    let request = http::Request::post(url).header("x-color", "blue").body(Body::from("{}")).unwrap();
    let exchange = async { collect(client.send(request).await?, Limits::new(LARGEST)).await };
    tokio::time::timeout(PATIENCE, exchange).await.expect("an exchange without end")
}

/// The kind and the text of the error that a server with one answer leads to, which has to be the same
/// kind for both clients.
async fn failure(answer: fn() -> Answer) -> (HttpErrorKind, String) {
    let [hyper, reqwest] = clients(CONNECT);
    let error = post(&hyper, &Server::start([answer()]).await.url).await.unwrap_err();
    let other = post(&reqwest, &Server::start([answer()]).await.url).await.unwrap_err();
    assert_eq!(error.kind(), other.kind(), "{error} / {other}");
    (error.kind(), error.one_line())
}

fn ok(body: &str) -> Answer {
    Answer::Bytes(reply("200 OK", &[], body))
}

#[tokio::test]
async fn replies_come_as_they_are_sent() {
    for client in clients(CONNECT) {
        let headers = [("x-color", "red"), ("x-color", "green"), ("Location", "http://localhost:1/")];
        let server = Server::start([
            Answer::Bytes(reply("418 I'm a teapot", &headers, "tea")),
            Answer::Bytes(reply("302 Found", &headers, "")),
        ])
        .await;
        let response = post(&client, &server.url).await.unwrap();
        assert_eq!((response.status().as_u16(), response.body().as_ref()), (418, &b"tea"[..]));
        let colors: Vec<_> = response.headers().get_all("x-color").iter().collect();
        assert_eq!(colors, ["red", "green"]);

        let request = &server.received()[0];
        assert_eq!((request.line.as_str(), request.body.as_str()), ("POST / HTTP/1.1", "{}"));
        assert_eq!(request.header("x-color"), Some("blue"));
        assert_eq!(request.header("host"), server.url.strip_prefix("http://"));

        let redirect = post(&client, &server.url).await.unwrap();
        assert_eq!(redirect.status(), 302, "redirects are not followed");
        assert_eq!(server.connections(), 1, "connections are kept");
    }
}

#[tokio::test]
async fn connections_that_cannot_be_made_are_told() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let silent = Server::start([]).await;
    let over_tls = silent.url.replace("http:", "https:");
    for client in clients(Duration::from_millis(200)) {
        let refused = post(&client, &url).await.unwrap_err();
        assert_eq!(refused.kind(), HttpErrorKind::Connect);
        assert!(refused.one_line().contains("Connection refused"), "{refused}");

        let unanswered = post(&client, &over_tls).await.unwrap_err();
        assert_eq!(unanswered.kind(), HttpErrorKind::Connect, "{unanswered}");

        let no_url = post(&client, "/things").await.unwrap_err();
        assert_eq!(no_url.kind(), HttpErrorKind::Other, "{no_url}");
    }
    let hyper = HyperClient::new(Duration::from_millis(200)).unwrap();
    let error = post(&hyper, &over_tls).await.unwrap_err();
    assert_eq!(error.one_line(), "no connection to the service: not connected after 200ms");
}

#[tokio::test]
async fn replies_are_read_up_to_the_limit() {
    for client in clients(CONNECT) {
        let largest = Server::start([ok(&"x".repeat(LARGEST))]).await;
        assert_eq!(post(&client, &largest.url).await.unwrap().body().len(), LARGEST);
    }
    let announced =
        failure(|| Answer::Bytes(b"HTTP/1.1 200 OK\r\nContent-Length: 1001\r\n\r\n".to_vec())).await;
    let unannounced = failure(|| {
        let mut bytes = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n".to_vec();
        bytes.extend(b"14\r\nxxxxxxxxxxxxxxxxxxxx\r\n".repeat(51));
        Answer::Bytes(bytes)
    });
    for (kind, text) in [announced, unannounced.await] {
        assert_eq!(kind, HttpErrorKind::TooLarge);
        assert_eq!(text, "the reply is larger than allowed: more than 1000 bytes");
    }
}

#[tokio::test]
async fn broken_replies_are_told() {
    let (kind, text) =
        failure(|| Answer::Cut(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".to_vec())).await;
    assert_eq!(kind, HttpErrorKind::Io);
    assert_eq!(text, "the connection broke: end of file before message length reached");

    let (kind, _) = failure(|| Answer::Cut(Vec::new())).await;
    assert_eq!(kind, HttpErrorKind::Io);
    let (kind, _) = failure(|| Answer::Cut(b"220 mail.example.com ESMTP\r\n".to_vec())).await;
    assert_eq!(kind, HttpErrorKind::Io);
}

#[tokio::test]
async fn connections_that_ended_while_idle_are_replaced() {
    for client in clients(CONNECT) {
        let server = Server::start([Answer::Cut(reply("200 OK", &[], "one")), ok("two")]).await;
        assert_eq!(post(&client, &server.url).await.unwrap().body(), "one");
        // The end of the connection takes a moment to arrive.
        tokio::time::sleep(Duration::from_millis(50)).await;
        assert_eq!(post(&client, &server.url).await.unwrap().body(), "two");
        assert_eq!(server.connections(), 2);
    }
}

#[tokio::test]
async fn dropping_the_future_ends_the_exchange() {
    for client in clients(CONNECT) {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let exchange = tokio::spawn(async move { drop(post(&client, &url).await) });
        let (mut stream, _) = listener.accept().await.unwrap();
        stream.read_exact(&mut [0; 4]).await.unwrap();
        exchange.abort();
        let mut rest = Vec::new();
        let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut rest)).await;
        assert!(end.is_ok(), "the connection stayed open");
    }
}

#[tokio::test]
async fn certificates_are_checked() {
    let server = Server::start_tls([ok("one")]).await;
    let mut tls = trusting();
    tls.alpn_protocols = vec![b"h2".to_vec()];
    let client = HyperClient::with_tls(tls, CONNECT);
    assert_eq!(post(&client, &server.url).await.unwrap().body(), "one");
    for client in clients(CONNECT) {
        let error = post(&client, &server.url).await.unwrap_err();
        assert_eq!(error.kind(), HttpErrorKind::Connect);
        assert!(error.one_line().contains("certificate"), "{error}");
    }
}

#[tokio::test]
async fn the_bundle_of_the_environment_takes_the_place_of_the_platforms_certificates() {
    use shapesmith_runtime::request::send;
    use shapesmith_runtime::{Environment, RequestConfig};

    let bundle = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/support/tls/certificate.pem");
    let server = Server::start_tls([ok("{}")]).await;
    for (environment, expected) in
        [(Environment::empty(), false), (Environment::empty().with("AWS_CA_BUNDLE", bundle), true)]
    {
        let config = crate::support::config(&server.url).environment(environment).max_attempts(1);
        let client = crate::support::client(config);
        let answer = send(&client, crate::support::things::list("blue"), &RequestConfig::new()).await;
        assert_eq!(answer.is_ok(), expected, "{:?}", answer.err());
    }
}

/// A client that trusts the tests' certificate and reaches everything through a proxy, but for
/// `direct.test`. The proxy is told a name and a password.
fn behind(proxy: &str) -> HyperClient {
    let url = proxy.replacen("://", "://Aladdin:open%20sesame@", 1);
    HyperClient::with_proxies(proxy_variables(url), trusting(), CONNECT)
}

/// Variables that send everything through a proxy but for one host.
fn proxy_variables(url: String) -> impl Fn(&str) -> Option<String> {
    move |name| match name {
        "ALL_PROXY" => Some(url.clone()),
        "NO_PROXY" => Some("direct.test".to_owned()),
        _ => None,
    }
}

/// The name and the password of [`behind`].
const AUTHORIZATION: Option<&str> = Some("Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==");

/// A proxy's answer to `CONNECT`, with the target's side of TLS after it.
fn tunnel() -> Answer {
    Answer::Tls(b"HTTP/1.1 200 Connection established\r\n\r\n".to_vec())
}

#[tokio::test]
async fn proxies_pass_on_requests_without_tls() {
    for proxy in [Server::start([ok("one")]).await, Server::start_tls([ok("one")]).await] {
        let response = post(&behind(&proxy.url), "http://service.test/things?page=2").await.unwrap();
        assert_eq!(response.body(), "one");
        let request = &proxy.received()[0];
        assert_eq!(request.line, "POST http://service.test/things?page=2 HTTP/1.1");
        assert_eq!(request.header("host"), Some("service.test"));
        assert_eq!(request.header("proxy-authorization"), AUTHORIZATION);
    }
}

#[tokio::test]
async fn proxies_open_tunnels_for_requests_with_tls() {
    let answers = || [tunnel(), ok("one"), ok("two")];
    for proxy in [Server::start(answers()).await, Server::start_tls(answers()).await] {
        let client = behind(&proxy.url);
        assert_eq!(post(&client, "https://service.test/things").await.unwrap().body(), "one");
        assert_eq!(post(&client, "https://service.test/").await.unwrap().body(), "two");
        let lines: Vec<_> = proxy.received().into_iter().map(|request| request.line).collect();
        assert_eq!(lines, ["CONNECT service.test:443 HTTP/1.1", "POST /things HTTP/1.1", "POST / HTTP/1.1"]);
        let asked: Vec<_> = proxy.received();
        assert_eq!(asked[0].header("host"), Some("service.test:443"));
        assert_eq!(asked[0].header("proxy-authorization"), AUTHORIZATION);
        assert_eq!(asked[1].header("proxy-authorization"), None, "the target learns no password");
        assert_eq!(proxy.connections(), 1, "tunnels are kept");
    }
}

#[tokio::test]
async fn proxies_that_fail_are_named_without_their_password() {
    let mut errors = Vec::new();
    let refusing = || Answer::Bytes(reply("407 Proxy Authentication Required", &[], "who are you?"));
    let proxy = Server::start([refusing()]).await;
    let client = behind(&proxy.url);
    let error = post(&client, "https://service.test/").await.unwrap_err();
    assert!(error.one_line().ends_with(&format!(
        "through the proxy {}/: it answered CONNECT service.test:443 with 407 Proxy Authentication Required",
        proxy.url
    )));
    errors.push(error);

    let proxy = Server::start([refusing()]).await;
    let reply = post(&behind(&proxy.url), "http://service.test/").await.unwrap();
    assert_eq!(reply.status(), 407, "without a tunnel, a proxy's reply is a reply");

    let proxy = Server::start([Answer::Cut(Vec::new())]).await;
    errors.push(post(&behind(&proxy.url), "https://service.test/").await.unwrap_err());

    let proxy = Server::start([tunnel()]).await;
    let error = post(&behind(&proxy.url), "https://another.test/").await.unwrap_err();
    assert!(error.one_line().contains("certificate"), "{error}");
    errors.push(error);

    let url = proxy.url.clone();
    drop(proxy);
    let error = post(&behind(&url), "http://service.test/").await.unwrap_err();
    errors.push(error);

    for error in errors {
        assert_eq!(error.kind(), HttpErrorKind::Connect);
        assert!(error.one_line().contains("through the proxy"), "{error}");
        let shown = format!("{error} {error:?} {client:?}");
        assert!(!shown.contains("sesame") && !shown.contains("QWxh"), "{shown}");
    }
}

#[tokio::test]
async fn proxies_that_do_not_answer_are_left() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let proxies = proxy_variables(url.clone());
    let client = HyperClient::with_proxies(proxies, trusting(), Duration::from_millis(200));
    let exchange = tokio::spawn(async move { post(&client, "https://service.test/").await });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut received = Vec::new();
    let end = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut received)).await;
    assert!(end.is_ok(), "the connection stayed open");
    assert!(received.starts_with(b"CONNECT service.test:443 HTTP/1.1\r\n"));
    let error = exchange.await.unwrap().unwrap_err();
    assert_eq!(error.kind(), HttpErrorKind::Connect);
    assert!(error.one_line().ends_with(&format!("through the proxy {url}/: not connected after 200ms")));
}

#[tokio::test]
async fn some_hosts_need_no_proxy() {
    let proxy = Server::start([]).await;
    let proxies = proxy_variables(proxy.url.clone());
    let client = HyperClient::with_proxies(proxies, trusting(), Duration::from_millis(500));
    let server = Server::start([ok("one"), ok("two")]).await;
    assert_eq!(post(&client, &server.url).await.unwrap().body(), "one");
    let by_name = server.url.replace("127.0.0.1", "localhost");
    assert_eq!(post(&client, &by_name).await.unwrap().body(), "two");

    // Nobody has this name, which is what a client learns that asks for its address itself.
    let error = post(&client, "http://direct.test/").await.unwrap_err();
    assert_eq!(error.kind(), HttpErrorKind::Connect);
    assert!(!error.one_line().contains("proxy"), "{error}");
    assert_eq!(proxy.connections(), 0);
}

#[tokio::test]
async fn what_is_no_business_of_a_proxy_goes_straight() {
    let proxy = Server::start([]).await;
    let urls =
        ["http://creds.example.test/", "http://[fd00:ec2::23]/v1/credentials", "http://169.254.170.2/c"];
    let of_ones_own = reqwest::Client::builder()
        .tls_backend_preconfigured(trusting())
        .proxy(reqwest::Proxy::all(proxy.url.as_str()).unwrap())
        .build()
        .unwrap();
    let [hyper, reqwest] = behind_proxy(&proxy.url);
    let clients: [Arc<dyn HttpClient>; 3] = [hyper, reqwest, Arc::new(ReqwestClient::from(of_ones_own))];
    for (client, url) in clients.iter().flat_map(|client| urls.map(|url| (client, url))) {
        let mut request = http::Request::post(url).body(Body::empty()).unwrap();
        request.extensions_mut().insert(shapesmith_runtime::http::Direct);
        let sent = client.send(request);
        // Whether anybody is there does not matter; the proxy must not be asked.
        if let Ok(Err(error)) = tokio::time::timeout(Duration::from_millis(200), sent).await {
            assert!(!error.one_line().contains("proxy"), "{error}");
        }
    }
    assert_eq!(proxy.connections(), 0);
}

/// A runtime of one thread.
fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

#[test]
fn runtimes_that_share_a_client_do_not_wait_for_each_other() {
    let answering = runtime();
    let server = answering.block_on(Server::start((0..6).map(|_| ok("here"))));
    let (url, client) = (server.url.clone(), HyperClient::with_tls(trusting(), CONNECT));
    // The server needs somebody to drive it.
    let (stop, stopped) = tokio::sync::oneshot::channel::<()>();
    let driver = std::thread::spawn(move || answering.block_on(stopped));
    // These are alive all the time, and driven by turns.
    let runtimes = [runtime(), runtime(), runtime()];
    for runtime in runtimes.iter().cycle().take(6) {
        let sent = async { tokio::time::timeout(PATIENCE, post(&client, &url)).await };
        assert_eq!(runtime.block_on(sent).expect("no wait for another runtime").unwrap().body(), "here");
    }
    assert_eq!(server.connections(), 3, "each runtime keeps its own connection");
    stop.send(()).unwrap();
    let _ = driver.join();
}

#[test]
fn a_runtime_without_drivers_is_an_error() {
    use shapesmith_runtime::RequestConfig;
    use shapesmith_runtime::request::send;

    let [hyper, reqwest] = behind_proxy("");
    let config = || crate::support::config("http://127.0.0.1:1");
    let clients = [hyper, reqwest].map(|http| crate::support::client(config().http_client(http)));
    let only = |enable: fn(&mut tokio::runtime::Builder)| {
        let mut builder = tokio::runtime::Builder::new_current_thread();
        enable(&mut builder);
        builder.build().unwrap()
    };
    for runtime in [
        only(|_| {}),
        only(|builder| {
            builder.enable_io();
        }),
        only(|builder| {
            builder.enable_time();
        }),
    ] {
        for client in &clients {
            let input = crate::support::things::list("blue");
            let error = runtime.block_on(send(client, input, &RequestConfig::new())).unwrap_err();
            assert!(error.one_line().contains("enable_all()"), "{error}");
            assert_eq!(error.attempts().max(1), 1, "it is not repeated");
        }
    }
}

/// Both clients, which reach everything but `direct.test` through a proxy.
fn behind_proxy(proxy: &str) -> [Arc<dyn HttpClient>; 2] {
    let variables = || proxy_variables(proxy.to_owned());
    [
        Arc::new(HyperClient::with_proxies(variables(), trusting(), CONNECT)),
        Arc::new(ReqwestClient::with_proxies(variables(), trusting(), CONNECT).unwrap()),
    ]
}

#[tokio::test]
async fn both_clients_use_proxies_alike() {
    for number in [0, 1] {
        let proxy = Server::start([ok("one"), tunnel(), ok("two")]).await;
        let url = proxy.url.replacen("http://", "Aladdin:open%20sesame@", 1);
        let client = &behind_proxy(&url)[number];
        assert_eq!(post(client, "http://service.test/").await.unwrap().body(), "one");
        assert_eq!(post(client, "https://service.test/").await.unwrap().body(), "two");
        let received = proxy.received();
        let lines: Vec<_> = received.iter().map(|request| request.line.as_str()).collect();
        assert_eq!(
            lines,
            ["POST http://service.test/ HTTP/1.1", "CONNECT service.test:443 HTTP/1.1", "POST / HTTP/1.1"]
        );
        let told: Vec<_> = received.iter().map(|request| request.header("proxy-authorization")).collect();
        assert_eq!(told, [AUTHORIZATION, AUTHORIZATION, None]);
        let error = post(client, "http://direct.test/").await.unwrap_err();
        assert!(!error.one_line().contains("proxy"), "{error}");
        assert_eq!(proxy.received().len(), 3);
    }
}

#[tokio::test]
async fn variables_that_name_no_proxy_are_an_error_and_no_way_around_it() {
    for client in behind_proxy("socks5://Aladdin:sesame@127.0.0.1:1080") {
        let error = post(&client, "https://service.test/").await.unwrap_err();
        assert_eq!(error.kind(), HttpErrorKind::Other);
        assert_eq!(
            error.one_line(),
            "the request could not be sent: ALL_PROXY names a proxy of the kind \"socks5\", and only \"http\" and \
             \"https\" can be used; name a proxy such as http://proxy.example.com:3128, or add the host to NO_PROXY"
        );
        assert!(post(&client, "http://127.0.0.1:1/").await.unwrap_err().kind() == HttpErrorKind::Connect);
    }
}
