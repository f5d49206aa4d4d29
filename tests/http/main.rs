//! The site as the world sees it: over real sockets, on both databases. Each test is named after the row of the table of
//! attacks that it stands for.

/// Runs each test on a fresh SQLite file and on a fresh PostgreSQL database.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    super::$test(crate::database::Database::sqlite()).await;
                }
            )+
        }
        mod postgres {
            $(
                #[tokio::test(flavor = "multi_thread")]
                async fn $test() {
                    if let Some(database) = crate::database::Database::postgres().await {
                        super::$test(database).await;
                    }
                }
            )+
        }
    };
}

mod account;
mod agreement;
mod api;
mod artists;
mod artists_sum;
mod bru;
mod cap;
mod clean;
mod client;
mod colleague;
mod console;
mod csr;
mod database;
mod del;
mod dos;
mod enu;
mod framing;
mod key;
mod linked;
mod organisation;
mod organisation_roles;
mod phone;
mod profile;
mod queue;
mod queue_correct;
mod rec;
mod rec_matrix;
mod sec;
mod seed;
mod ses;
mod site;
mod support;
mod tok;
mod tok_matrix;
mod tok_shape;
mod ways;
mod ways_alike;
mod web;
