//! What a registration can ask for.

/// A field of the registration form. `flows/register` draws and reads each; a site's preset says which there are, in which order.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Asked {
    Email,
    Phone,
    /// A name of their own, to sign in by.
    Username,
    /// Where the form does not ask for it, it is chosen once the code has come back.
    Password,
    /// Where they live.
    Country,
    /// Where in those countries that the site is for.
    Region,
    /// As what they are here.
    Kind,
    /// A security code.
    Captcha,
    Agreement,
}

impl Asked {
    pub const ALL: [Asked; 9] = [
        Asked::Email,
        Asked::Phone,
        Asked::Username,
        Asked::Password,
        Asked::Country,
        Asked::Region,
        Asked::Kind,
        Asked::Captcha,
        Asked::Agreement,
    ];

    /// What a preset calls it.
    pub const fn word(self) -> &'static str {
        match self {
            Asked::Email => "email",
            Asked::Phone => "phone",
            Asked::Username => "username",
            Asked::Password => "password",
            Asked::Country => "country",
            Asked::Region => "region",
            Asked::Kind => "kind",
            Asked::Captcha => "captcha",
            Asked::Agreement => "agreement",
        }
    }
}
