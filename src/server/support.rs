//! What the flows of support share: how their letters are posted, and how what people write is kept.

use super::House;
use super::store::{self, Member, NewMessage, SupportRequest, Tx};
use crate::wire::sheet::MARK;
use crate::words::{Codes, Moment, Span};

/// The kinds of letters that operators cause: a question to the asker, what came of the request, who works at the organisation.
pub const ASKED: &str = "support asked";
pub const CLOSED: &str = "support closed";
pub const PEOPLE: &str = "support people";
/// And of a correction: to the new address when two have agreed, and when it is carried out.
pub const CONFIRM: &str = "correction confirm";
pub const DUE: &str = "correction due";

/// How long a letter may wait for a mail server.
const LETTER_LIVES: Span = Span::days(3);

/// Posts a letter about a request.
pub async fn post(tx: &mut Tx, house: &House, kind: &str, about: &str, via: Option<&str>, now: Moment) -> Result<(), store::Error> {
    let id = house.tokens.id();
    tx.add_message(&NewMessage { id: &id, kind, about, via, deadline: now.after(LETTER_LIVES) }, now).await
}

/// The members of the organisation of a request who are its asker, by the address that the answers go to: their account's own, or another
/// that has proved itself. Nobody else is told who works there.
pub async fn askers(tx: &mut Tx, request: &SupportRequest) -> Result<Vec<Member>, store::Error> {
    let Ok(codes) = Codes::parse(&request.inn, &request.kpp) else { return Ok(Vec::new()) };
    let Some(organisation) = tx.organisation_by_codes(&codes).await? else { return Ok(Vec::new()) };
    let proved = tx.accounts_by_proved_contact(&request.answer_key).await?;
    let mut members = tx.members(&organisation.id).await?;
    members.retain(|member| {
        let is_its_own = member.contact_key == request.answer_key || proved.contains(&member.account);
        is_its_own && member.disabled_at.is_none() && member.shut_at.is_none()
    });
    Ok(members)
}

/// A text on one line, without what is not to be read.
pub fn one_line(text: &str) -> String {
    // Nor what would turn the direction of what stands around it, or be taken for a time.
    let is_mark = |c: &char| matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | &MARK);
    let readable: String = text.chars().filter(|c| !is_mark(c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    readable.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::one_line;

    #[test]
    fn what_people_write_is_one_line_that_can_be_read() {
        assert_eq!(one_line("  the letter\r\n\tdoes\0not  come\u{9b} "), "the letter does not come");
        assert_eq!(one_line("\n\0 \u{202E}"), "");
        assert_eq!(one_line("a\u{2069}\u{E000}b"), "ab");
    }
}
