//! A gateway that speaks SMPP 3.4: what is submitted to it, and what its answers mean.

mod line;
mod receipt;

use std::time::Duration;

use rusmpp::CommandStatus;
use rusmpp::pdus::{BindTransceiver, SubmitSm};
use rusmpp::types::{COctetString, OctetString};
use rusmpp::values::{DataCoding, EsmClass, InterfaceVersion, Npi, RegisteredDelivery, Ton};
use tokio::sync::mpsc;
use tokio::time::timeout;

use super::super::Delivery;
use super::encoding::{self, Alphabet};
use super::tls::tls_config;
use super::{Receipt, Sms};
use crate::server::config::SmppGateway;
use line::{Fault, Line, Place, code};

pub struct Smpp {
    name: String,
    /// A message as far as all are alike.
    blank: SubmitSm,
    timeout: Duration,
    /// The time from one submission to the next.
    pause: Duration,
    line: Line,
}

impl Smpp {
    /// Fails when the certificate file can't be read, or a text is longer than its field. Nothing is connected yet.
    pub fn new(name: &str, config: &SmppGateway, receipts: mpsc::Sender<Receipt>) -> Result<Self, String> {
        let told = |fault: String| format!("sms.gateway.{name}.{fault}");
        let tls = config.tls.then(|| tls_config(config.ca_file.as_deref())).transpose().map_err(told)?;
        let place = Place { host: config.host.clone(), port: config.port, tls: tls.map(Into::into) };
        let bind = BindTransceiver::builder()
            .system_id(field("user", &config.user).map_err(told)?)
            .password(field("password", &config.password).map_err(told)?)
            .system_type(field("system_type", &config.system_type).map_err(told)?)
            .interface_version(InterfaceVersion::Smpp3_4)
            .build();
        let (ton, npi, from) = source(&config.from);
        let blank = SubmitSm::builder()
            .source_addr_ton(ton)
            .source_addr_npi(npi)
            .source_addr(field("from", from).map_err(told)?)
            .dest_addr_ton(Ton::International)
            .dest_addr_npi(Npi::Isdn)
            // Nothing special. The crate's own default has the bit of a delivery acknowledgement.
            .esm_class(EsmClass::from(0_u8))
            // A receipt, once it is certain what became of it.
            .registered_delivery(RegisteredDelivery::from(1_u8))
            .build();
        let timeout = Duration::from_secs(config.timeout.as_seconds());
        let pause = Duration::from_secs(1) / config.per_second.max(1);
        Ok(Self { name: name.to_owned(), blank, timeout, pause, line: Line::new(name, place, bind, timeout, pause, receipts) })
    }

    /// Hands an SMS to the gateway, in as many parts as it takes. Where one of them is not taken, all are sent again.
    pub async fn send(&self, key: &str, sms: &Sms) -> Delivery {
        let Some(parts) = self.write(key, sms) else { return Delivery::Never("not a message".into()) };
        // The pauses between the parts are ours, and come on top.
        let pauses = self.pause.saturating_mul(parts.len().try_into().unwrap_or(u32::MAX));
        match timeout(self.timeout + pauses, self.line.submit(parts)).await.unwrap_or(Err(Fault::Timeout)) {
            Ok(id) => Delivery::Taken {
                reply: code(CommandStatus::EsmeRok),
                receipt: (!id.is_empty()).then(|| format!("{}:{id}", self.name)),
            },
            // Only these speak of the number. Whatever else the gateway finds wrong is the operator's to mend.
            Err(Fault::Status(status)) if is_of_the_number(status) => Delivery::Never(code(status)),
            Err(fault) => Delivery::Later(fault.reason()),
        }
    }

    /// Connects where there is no connection, and asks whether anybody is there.
    pub async fn probe(&self) -> Result<(), String> {
        timeout(self.timeout, self.line.ask()).await.unwrap_or(Err(Fault::Timeout)).map_err(|fault| fault.to_string())
    }

    /// What is submitted for a message.
    fn write(&self, key: &str, sms: &Sms) -> Option<Vec<SubmitSm>> {
        let to = sms.to.strip_prefix('+').filter(|digits| is_digits(digits))?;
        let (alphabet, parts) = encoding::parts(&sms.text);
        let count = u8::try_from(parts.len()).ok()?;
        // The same at each try: so a telephone that got some of the parts already is not left with halves of two messages.
        let reference = key.bytes().fold(0_u8, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte));
        let mut written = Vec::new();
        for (number, part) in (1..=count).zip(parts) {
            let mut message = self.blank.clone();
            message.destination_addr = field("to", to).ok()?;
            message.data_coding = match alphabet {
                Alphabet::Gsm7 => DataCoding::McSpecific,
                Alphabet::Ucs2 => DataCoding::Ucs2,
            };
            let mut octets = Vec::new();
            if count > 1 {
                // Five octets of header, an element of three: which of how many parts of what (3GPP TS 23.040 §9.2.3.24.1).
                octets.extend([5, 0, 3, reference, count, number]);
                message = message.with_udhi_indicator();
            }
            if number < count {
                // The last one speaks for all.
                message.registered_delivery = RegisteredDelivery::default();
            }
            octets.extend(part);
            message.set_short_message(OctetString::from_vec(octets).ok()?);
            written.push(message);
        }
        Some(written)
    }
}

fn is_of_the_number(status: CommandStatus) -> bool {
    use CommandStatus::{EsmeRinvdstadr, EsmeRinvdstnpi, EsmeRinvdstton};
    matches!(status, EsmeRinvdstadr | EsmeRinvdstton | EsmeRinvdstnpi)
}

/// A sender's address, and of which kind it is: a number, a name, or whatever the gateway puts there.
fn source(from: &str) -> (Ton, Npi, &str) {
    match from.strip_prefix('+').unwrap_or(from) {
        "" => (Ton::Unknown, Npi::Unknown, ""),
        digits if is_digits(digits) => (Ton::International, Npi::Isdn, digits),
        _ => (Ton::Alphanumeric, Npi::Unknown, from),
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn field<const MOST: usize>(name: &str, text: &str) -> Result<COctetString<1, MOST>, String> {
    text.parse().map_err(|_| format!("{name}: not ASCII, or more than {} bytes", MOST - 1))
}

#[cfg(test)]
mod tests {
    use super::{Duration, Smpp, SmppGateway, Sms, SubmitSm, mpsc};
    use crate::words::Span;

    fn gateway(from: &str, password: &str) -> Result<Smpp, String> {
        let config = SmppGateway {
            host: "127.0.0.1".into(),
            port: 2775,
            tls: false,
            ca_file: None,
            user: "cabinet".into(),
            password: password.into(),
            system_type: String::new(),
            from: from.into(),
            timeout: Span::seconds(1),
            per_second: 4,
        };
        Smpp::new("main", &config, mpsc::channel(1).0)
    }

    fn written(from: &str, text: &str) -> Vec<SubmitSm> {
        let sms = Sms { to: "+447400123456".into(), text: text.into() };
        gateway(from, "secret").expect("a gateway").write("k1", &sms).expect("a message")
    }

    /// Of an address: its kind, its plan and itself.
    fn sender(from: &str) -> (u8, u8, String) {
        let parts = written(from, "1");
        let message = parts.first().expect("a part");
        (message.source_addr_ton.into(), message.source_addr_npi.into(), message.source_addr.to_string())
    }

    #[test]
    fn a_short_message_is_one_part_and_nothing_special() {
        let parts = written("Cabinet", "1@2");
        assert_eq!(parts.len(), 1);
        let message = parts.first().expect("a part");
        assert_eq!(message.destination_addr.to_string(), "447400123456");
        assert_eq!((u8::from(message.dest_addr_ton), u8::from(message.dest_addr_npi)), (1, 1));
        assert_eq!((u8::from(message.esm_class), u8::from(message.data_coding), u8::from(message.registered_delivery)), (0, 0, 1));
        assert_eq!(&message.short_message()[..], b"1\x002");
    }

    #[test]
    fn a_long_message_is_parts_with_headers_that_are_alike_at_each_try() {
        let parts = written("Cabinet", &"ж".repeat(71));
        let again = written("Cabinet", &"ж".repeat(71));
        assert_eq!(parts, again);
        assert_eq!(parts.len(), 2);
        let reference = b'k'.wrapping_mul(31).wrapping_add(b'1');
        assert_eq!(parts.iter().map(|message| u8::from(message.registered_delivery)).collect::<Vec<_>>(), [0, 1]);
        for (number, message) in (1..).zip(&parts) {
            assert_eq!((u8::from(message.esm_class), u8::from(message.data_coding)), (0x40, 8));
            assert_eq!(message.short_message().get(..8), Some(&[5, 0, 3, reference, 2, number, 0x04, 0x36][..]));
        }
        assert_eq!(parts.iter().map(|message| message.short_message().len()).collect::<Vec<_>>(), [140, 14]);
    }

    #[test]
    fn the_sender_is_a_name_a_number_or_the_gateways_choice() {
        assert_eq!(sender("Cabinet 24"), (5, 0, "Cabinet 24".into()));
        assert_eq!(sender("+447400123456"), (1, 1, "447400123456".into()));
        assert_eq!(sender("70203"), (1, 1, "70203".into()));
        assert_eq!(sender(""), (0, 0, String::new()));
    }

    #[test]
    fn what_fits_no_field_is_told_without_being_repeated() {
        let fault = gateway("Cabinet", "far too long").err();
        assert_eq!(fault.as_deref(), Some("sms.gateway.main.password: not ASCII, or more than 8 bytes"));
    }

    #[test]
    fn submissions_are_spread_over_the_second() {
        assert_eq!(gateway("Cabinet", "secret").map(|smpp| smpp.pause), Ok(Duration::from_millis(250)));
    }

    #[test]
    fn web_10_what_is_no_number_is_not_submitted() {
        let smpp = gateway("Cabinet", "secret").expect("a gateway");
        for to in ["", "+", "447400123456", "+44 7400 123456", "+447400123456\0", "+447400123456789012345678"] {
            assert!(smpp.write("k1", &Sms { to: to.into(), text: "1".into() }).is_none(), "{to:?}");
        }
    }
}
