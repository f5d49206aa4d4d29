//! Whether it is still the owner.

use super::Refusal;
use crate::server::answer::{Stop, no};
use crate::server::credentials::{self, Checked};
use crate::server::sessions::{self, Grounds};
use crate::server::visitor::Visit;
use crate::wire::Fail;
use crate::words::Page;

pub async fn prove(visit: Visit, password: String) -> Result<Page, Stop<Refusal>> {
    let account = visit.holder().await?;
    if password.is_empty() {
        return Err(no(Refusal::Empty));
    }
    let given = match credentials::check(&visit, Some(&account), &account.id, password).await? {
        Checked::Right(given) => given,
        Checked::Wrong => return Err(no(Refusal::Wrong)),
        Checked::Locked => return Err(no(Refusal::Locked)),
    };
    let mut tx = visit.house.store.write().await?;
    let session = sessions::begin(&mut tx, &visit, &account, Grounds::Proof).await?.ok_or(Fail::SignIn)?;
    given.settle_in(&mut tx).await?;
    tx.save().await?;
    session.give(&visit).await?;
    Ok(visit.onward())
}
