//! `session.throughput`, `page.throughput`, `page.account`: what is read, by people who are signed in and by others.

use std::path::Path;
use std::time::Duration;

use crate::figures::{ROUNDS, alternate};
use crate::http::{self, Connection};
use crate::lab::{Lab, Million};
use crate::load;
use crate::peer::Peer;
use crate::site::{Site, seed, sign_in};

const CLIENTS: usize = 16;
const ROUND: Duration = Duration::from_millis(1_500);
/// What a browser says that it can unpack.
const PACKED: (&str, &str) = ("Accept-Encoding", "gzip, deflate, br");
const HTML: (&str, &str) = ("Accept", "text/html,application/xhtml+xml");

/// Somebody who is signed in.
pub struct Person {
    /// What the row of the account is called.
    pub id: String,
    pub cookies: String,
    pub token: String,
}

pub async fn anonymous_page(lab: &mut Lab) -> Result<(), String> {
    let (folder, database) = lab.place("pages");
    let site = Site::start(&folder, &database, "").await?;
    for (name, headers) in [("page.throughput", vec![HTML]), ("page.throughput.packed", vec![HTML, PACKED])] {
        let (address, request) = (site.address, http::get(site.address, "/login", &headers));
        let mut bare = same_bytes(&folder, &site, &request).await?;
        let other = bare.address()?;
        let bare_request = request.clone();
        let compared = alternate(
            name,
            ROUNDS,
            async || load::rate(address, CLIENTS, ROUND, every(&request)).await,
            async || load::rate(other, CLIENTS, ROUND, every(&bare_request)).await,
        )
        .await?;
        compared.print(name, "/s");
        compared.print_generator(name);
    }
    Ok(())
}

fn every(request: &[u8]) -> impl Fn(usize) -> Vec<u8> + use<> {
    let request = request.to_vec();
    move |_| request.clone()
}

/// A bare server of what the site answers to this.
async fn same_bytes(folder: &Path, site: &Site, request: &[u8]) -> Result<Peer, String> {
    let mut connection = Connection::open(site.address).await.map_err(|fault| fault.to_string())?;
    let answer = connection.ask(request).await.map_err(|fault| fault.to_string())?;
    let (head, body) = (folder.join("head"), folder.join("body"));
    // What a server adds by itself.
    let own = ["date:", "content-length:", "transfer-encoding:", "http/1.1"];
    let lines = answer.head.lines().filter(|line| !own.iter().any(|name| line.to_ascii_lowercase().starts_with(name)));
    let lines: Vec<&str> = lines.collect();
    std::fs::write(&head, lines.join("\n")).map_err(|fault| fault.to_string())?;
    std::fs::write(&body, answer.body).map_err(|fault| fault.to_string())?;
    Peer::start(&["bytes", &head.display().to_string(), &body.display().to_string()])
}

pub async fn session(lab: &mut Lab) -> Result<(), String> {
    against_select(lab, "session.throughput", |site, person| {
        let bearer = format!("Bearer {}", person.token);
        http::get(site, "/api/v1/me", &[("Authorization", &bearer)])
    })
    .await
}

pub async fn account_page(lab: &mut Lab) -> Result<(), String> {
    against_select(lab, "page.account", |site, person| http::get(site, "/account", &[HTML, ("Cookie", &person.cookies)])).await
}

/// Each client is another person, and asks for the same again and again; the reference is asked for their rows by primary key.
async fn against_select(
    lab: &mut Lab,
    name: &str,
    request: impl Fn(std::net::SocketAddr, &Person) -> Vec<u8>,
) -> Result<(), String> {
    let million = lab.million()?;
    let (site, people) = signed_in(lab, &million).await?;
    let mut bare = Peer::start(&["select", &million.database])?;
    let (address, other) = (site.address, bare.address()?);
    let ours: Vec<Vec<u8>> = people.iter().map(|person| request(address, person)).collect();
    let theirs: Vec<Vec<u8>> = people.iter().map(|person| http::get(other, &format!("/{}", person.id), &[])).collect();
    let compared = alternate(
        name,
        ROUNDS,
        async || load::rate(address, CLIENTS, ROUND, each(&ours)).await,
        async || load::rate(other, CLIENTS, ROUND, each(&theirs)).await,
    )
    .await?;
    compared.print(name, "/s");
    compared.print_generator(name);
    Ok(())
}

fn each(requests: &[Vec<u8>]) -> impl Fn(usize) -> Vec<u8> + use<> {
    let requests = requests.to_vec();
    move |client| requests[client % requests.len()].clone()
}

async fn signed_in(lab: &mut Lab, million: &Million) -> Result<(Site, Vec<Person>), String> {
    let site = Site::start(&million.folder, &million.database, "").await?;
    let first = lab.fresh_accounts(CLIENTS as u64);
    let mut people = Vec::new();
    for nth in first..first + CLIENTS as u64 {
        people.push(person(&site, nth).await?);
    }
    Ok((site, people))
}

/// Signs in to the nth account and makes a token, as a browser does.
pub async fn person(site: &Site, nth: u64) -> Result<Person, String> {
    let mut connection = Connection::open(site.address).await.map_err(|fault| fault.to_string())?;
    let broken = |fault: std::io::Error| fault.to_string();
    let answer = connection.ask(&sign_in(site.address, nth)).await.map_err(broken)?;
    let cookies = answer.cookies();
    let fields = [("name", "measure"), ("scope_profile", "yes"), ("expires", "30")];
    let asked = http::post(site.address, "/api/token", &[("Cookie", &cookies)], &fields);
    let fresh = connection.ask(&asked).await.map_err(broken)?.cookies();
    let both = format!("{cookies}; {fresh}");
    let asked = http::get(site.address, "/api/open?page=Tokens", &[("Accept", "application/json"), ("Cookie", &both)]);
    let shown = String::from_utf8_lossy(connection.ask(&asked).await.map_err(broken)?.body).into_owned();
    let is_token = |text: &&str| text.len() == 51 && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte));
    let token = shown.match_indices("cabinet_").filter_map(|(at, _)| shown.get(at..at + 51)).find(is_token);
    let token = token.ok_or_else(|| format!("no token is shown: {shown}"))?.to_owned();
    let asked = http::get(site.address, "/api/v1/me", &[("Authorization", &format!("Bearer {token}"))]);
    let me: serde_json::Value =
        serde_json::from_slice(connection.ask(&asked).await.map_err(broken)?.body).map_err(|fault| fault.to_string())?;
    let id = me["id"].as_str().ok_or_else(|| format!("no account: {me}"))?.to_owned();
    Ok(Person { id, cookies, token })
}

/// A site with a few accounts, and one who is signed in to the first.
pub async fn small_site(lab: &mut Lab, name: &str) -> Result<(Site, Person), String> {
    let (folder, database) = lab.place(name);
    seed(&folder, &database, "", 10)?;
    let site = Site::start(&folder, &database, "").await?;
    let person = person(&site, 1).await?;
    Ok((site, person))
}
