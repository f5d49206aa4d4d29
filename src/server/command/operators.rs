//! Who operates the site: told here, and nowhere else (attack AUT-06).

use clap::Subcommand;

use super::{boot, contact_key, say};
use crate::server::House;
use crate::server::config::Config;
use crate::server::events;
use crate::server::store::{self, Account, Tx};
use crate::words::{Event, Moment};

#[derive(Subcommand)]
pub enum OperatorCommand {
    /// Makes an account one that operates the site: it sees what people ask support for.
    Add {
        /// Its e-mail address, or its phone number with `+` and the country.
        contact: String,
    },
    /// Takes that away again.
    Remove {
        /// Its e-mail address, or its phone number with `+` and the country.
        contact: String,
    },
    /// Prints the operators.
    List,
}

pub async fn run(config: Config, command: OperatorCommand) -> Result<(), String> {
    let has_desk = config.policy.support.desk;
    let (house, _receipts) = boot::open(config).await?;
    let done = match command {
        OperatorCommand::Add { .. } if !has_desk => {
            return Err("support.desk: false; allowed: true, where there are to be operators".into());
        }
        OperatorCommand::Add { contact } => change(&house, &contact_key(&contact)?, true).await,
        OperatorCommand::Remove { contact } => change(&house, &contact_key(&contact)?, false).await,
        OperatorCommand::List => list(&house).await.map(|()| true),
    };
    match done.map_err(|fault| format!("database: {fault}"))? {
        true => Ok(()),
        false => Err("there is no open account that is reached by this, or nothing is to be changed".into()),
    }
}

/// Gives or takes the role, and tells every address of the account. `false` when nothing changes.
async fn change(house: &House, key: &str, to: bool) -> Result<bool, store::Error> {
    let now = house.clock.now();
    let mut tx = house.store.write().await?;
    let Some(account) = tx.account_by_contact(key).await?.filter(|account| !to || account.disabled_at.is_none()) else {
        return Ok(false);
    };
    if !give_or_take(&mut tx, &account, to, now).await? {
        return Ok(false);
    }
    let event = if to { Event::OperatorAdded } else { Event::OperatorRemoved };
    events::announce_by_another(&mut tx, house, &account, event, now).await?;
    tx.save().await?;
    say(if to { "The account operates the site." } else { "The account operates the site no more." });
    Ok(true)
}

async fn give_or_take(tx: &mut Tx, account: &Account, to: bool, now: Moment) -> Result<bool, store::Error> {
    // Held, so that it is not shut at the same time.
    match to {
        true => Ok(tx.hold_account(&account.id, account.version).await? && tx.add_operator(&account.id, now).await?),
        false => tx.remove_operator(&account.id).await,
    }
}

async fn list(house: &House) -> Result<(), store::Error> {
    for operator in house.store.read().await?.operators().await? {
        say(&format!("{} since {}", operator.contact, Moment(operator.added_at).iso_date()));
    }
    Ok(())
}
