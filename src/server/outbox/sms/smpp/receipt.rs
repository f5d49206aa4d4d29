//! Delivery receipts of SMPP 3.4: as fields where the gateway fills those, else as the text of its appendix B.

use rusmpp::pdus::DeliverSm;
use rusmpp::tlvs::TlvValue;
use rusmpp::values::{MessageState, MessageType};

/// What a receipt reports of which message: whether it is on the telephone. `None` where the last word is not spoken yet, or what
/// came is no receipt: a person's answer may look like one.
pub fn read(message: &DeliverSm) -> Option<(String, bool)> {
    if message.esm_class.message_type != MessageType::ShortMessageContainsMCDeliveryReceipt {
        return None;
    }
    let (mut id, mut state) = (None, None);
    let mut text: &[u8] = message.short_message();
    for tlv in message.tlvs() {
        match tlv.value() {
            Some(TlvValue::ReceiptedMessageId(value)) => id = Some(value.as_str()),
            Some(TlvValue::MessageState(value)) => state = Some(*value),
            Some(TlvValue::MessagePayload(payload)) => text = &payload.value,
            _ => {}
        }
    }
    // id:0123456789 sub:001 dlvrd:001 submit date:2211221200 done date:2211221201 stat:DELIVRD err:000 text:…
    let text = String::from_utf8_lossy(text);
    let word = |name: &str| text.split_ascii_whitespace().find_map(|word| word.strip_prefix(name));
    let delivered = match (state, word("stat:")) {
        (Some(MessageState::Delivered), _) | (None, Some("DELIVRD")) => true,
        (Some(MessageState::Expired | MessageState::Deleted | MessageState::Undeliverable | MessageState::Rejected), _)
        | (None, Some("EXPIRED" | "DELETED" | "UNDELIV" | "REJECTD")) => false,
        _ => return None,
    };
    Some((id.or_else(|| word("id:"))?.to_owned(), delivered))
}

#[cfg(test)]
mod tests {
    use rusmpp::tlvs::MessageDeliveryRequestTlvValue as Field;
    use rusmpp::types::{AnyOctetString, OctetString};
    use rusmpp::values::{EsmClass, MessagePayload};

    use super::{DeliverSm, MessageState, read};

    const RECEIPT: u8 = 0x04;

    fn message(class: u8, text: &str, fields: Vec<Field>) -> DeliverSm {
        let text = OctetString::from_vec(text.as_bytes().to_vec()).expect("a short text");
        DeliverSm::builder().esm_class(EsmClass::from(class)).short_message(text).tlvs(fields).build()
    }

    fn text(stat: &str) -> String {
        format!("id:0a-1 sub:001 dlvrd:001 submit date:2211221200 done date:2211221201 stat:{stat} err:000 text:id:9")
    }

    #[test]
    fn a_receipt_is_read_from_its_text() {
        assert_eq!(read(&message(RECEIPT, &text("DELIVRD"), vec![])), Some(("0a-1".into(), true)));
        for stat in ["EXPIRED", "DELETED", "UNDELIV", "REJECTD"] {
            assert_eq!(read(&message(RECEIPT, &text(stat), vec![])), Some(("0a-1".into(), false)), "{stat}");
        }
        for stat in ["ENROUTE", "ACCEPTD", "UNKNOWN", "", "delivered"] {
            assert_eq!(read(&message(RECEIPT, &text(stat), vec![])), None, "{stat}");
        }
        let long = Field::MessagePayload(MessagePayload::new(AnyOctetString::from_string(text("DELIVRD"))));
        assert_eq!(read(&message(RECEIPT, "", vec![long])), Some(("0a-1".into(), true)));
        assert_eq!(read(&message(RECEIPT, "\u{fffd} nothing of it", vec![])), None);
    }

    #[test]
    fn its_fields_go_before_its_text() {
        let id = Field::ReceiptedMessageId("77".parse().expect("an id"));
        let state = |state| Field::MessageState(state);
        let said = text("DELIVRD");
        assert_eq!(read(&message(RECEIPT, "", vec![id.clone(), state(MessageState::Delivered)])), Some(("77".into(), true)));
        assert_eq!(
            read(&message(RECEIPT, &said, vec![id.clone(), state(MessageState::Undeliverable)])),
            Some(("77".into(), false))
        );
        assert_eq!(read(&message(RECEIPT, &said, vec![id.clone(), state(MessageState::Enroute)])), None);
        assert_eq!(read(&message(RECEIPT, &said, vec![id])), Some(("77".into(), true)));
        assert_eq!(read(&message(RECEIPT, &said, vec![state(MessageState::Expired)])), Some(("0a-1".into(), false)));
    }

    #[test]
    fn what_a_person_answers_is_no_receipt() {
        assert_eq!(read(&message(0, &text("DELIVRD"), vec![])), None);
        // Nor is word of how far it has come.
        assert_eq!(read(&message(0x20, &text("DELIVRD"), vec![])), None);
    }
}
