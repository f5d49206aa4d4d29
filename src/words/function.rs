//! What programs can ask for.

use super::Scope;

/// A function of the API.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Function {
    Me,
    History,
    Sessions,
    EndSession,
    EndToken,
    Describe,
}

impl Function {
    pub const ALL: [Function; 6] =
        [Function::Me, Function::History, Function::Sessions, Function::EndSession, Function::EndToken, Function::Describe];

    /// What all addresses of the API begin with.
    pub const BASE: &'static str = "/api/v1";

    pub const fn method(self) -> &'static str {
        match self {
            Function::Me | Function::History | Function::Sessions | Function::Describe => "GET",
            Function::EndSession | Function::EndToken => "DELETE",
        }
    }

    /// Its address, after [`Self::BASE`].
    pub const fn path(self) -> &'static str {
        match self {
            Function::Me => "/me",
            Function::History => "/history",
            Function::Sessions => "/sessions",
            Function::EndSession => "/sessions/{id}",
            Function::EndToken => "/token",
            Function::Describe => "/openapi.json",
        }
    }

    /// What a token has to allow for it; nothing where any token will do, or none is asked for.
    pub const fn scope(self) -> Option<Scope> {
        match self {
            Function::Me => Some(Scope::Profile),
            Function::History => Some(Scope::History),
            Function::Sessions | Function::EndSession => Some(Scope::Sessions),
            Function::EndToken | Function::Describe => None,
        }
    }

    /// Whether it only ends what there is: an owner who has not agreed to what must be agreed to may still do that (attack IDN-13).
    pub const fn leads_out(self) -> bool {
        matches!(self, Function::EndSession | Function::EndToken)
    }
}
