//! TLS to a gateway: always verified, against the web's authorities and one of the operator's own.

use std::io;
use std::path::Path;
use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// Fails when the certificate file can't be read or holds none.
pub fn tls_config(ca_file: Option<&Path>) -> Result<ClientConfig, String> {
    let mut roots = RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    if let Some(file) = ca_file {
        let told = |fault: &dyn std::fmt::Display| format!("ca_file: {fault}");
        let web = roots.len();
        for certificate in CertificateDer::pem_file_iter(file).map_err(|fault| told(&fault))? {
            roots.add(certificate.map_err(|fault| told(&fault))?).map_err(|fault| told(&fault))?;
        }
        if roots.len() == web {
            return Err(told(&"no certificate"));
        }
    }
    // Named, and not the process's default: nobody sets one.
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    Ok(builder.map_err(|fault| fault.to_string())?.with_root_certificates(roots).with_no_client_auth())
}

/// Speaks TLS with this host over a connection to it.
pub async fn secure(config: &Arc<ClientConfig>, host: &str, stream: TcpStream) -> io::Result<TlsStream<TcpStream>> {
    let name = ServerName::try_from(host.to_owned()).map_err(|fault| io::Error::new(io::ErrorKind::InvalidInput, fault))?;
    TlsConnector::from(config.clone()).connect(name, stream).await
}
