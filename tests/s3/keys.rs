//! Keys of objects, which may be any text: what becomes of them in paths.

use crate::server::{Answer, Server, reply};
use crate::{client, config};

#[tokio::test]
async fn keys_stand_in_paths_as_they_are() {
    let answer = || Answer::Bytes(reply("200 OK", &[], ""));
    for (key, path) in [
        ("a//b", "/shelf/a//b"),
        ("../c", "/shelf/../c"),
        ("./.", "/shelf/./."),
        ("d e+f", "/shelf/d%20e%2Bf"),
        ("g%20h", "/shelf/g%2520h"),
        ("ключ", "/shelf/%D0%BA%D0%BB%D1%8E%D1%87"),
        ("~tilde*", "/shelf/~tilde%2A"),
    ] {
        let server = Server::start([answer()]).await;
        client(config().endpoint_url(&server.url)).get_object("shelf", key).await.unwrap();
        let line = server.received()[0].line.clone();
        assert_eq!(line.split([' ', '?']).nth(1), Some(path));
    }
}
